"""Boxes of Docker: a warm container for each language and slot, with the same runner as process 1.

`docker exec` is not used: it costs 60 ms a test and does not say why a program died. The runner is bound into the container, and connects
to a socket of ours there.
"""

from __future__ import annotations

import functools
import shutil
import socket
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import docker
from docker.errors import APIError, DockerException, ImageNotFound, NotFound
from docker.types import LogConfig

from judge_workers.languages import TABLE, Toolchain, expanded
from judge_workers.sandbox.box import FIRST_UID, MIB, Box, BoxError, compiled_runner
from judge_workers.sandbox.namespaces import BOX_BYTES, TMP_BYTES, core

PREFIX = "podium-judge-"
"""Of the images' names; `deploy/images/build` makes them."""
START_SECONDS = 20.0
CALL_SECONDS = 30
RIGHTS = ["SETUID", "SETGID", "KILL", "DAC_OVERRIDE", "FOWNER"]
"""What the runner needs to become the contestant, to end what that leaves running, and to wipe what it leaves behind."""
CONTAINER_MEMORY = 4096 * MIB
"""A last limit; each run has its own, where control groups are granted."""
PROCESSES = 1024
TOOLS = {
    "python": "/usr/bin/python3",
    **{name: f"/usr/bin/{name}" for name in ("gcc", "g++", "java", "javac", "node", "go", "rustc", "kotlinc", "kotlin", "mcs", "mono")},
    **{name: f"/usr/bin/{name}" for name in ("bash", "perl", "awk")},
}


class DockerBox(Box):
    def __init__(self, slot: int, runner: Path, client: Any, image: str) -> None:
        super().__init__(slot)
        self._place = Path(tempfile.mkdtemp(prefix="podium-docker-"))
        self._container: Any = None
        waiting = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket = waiting
        try:
            shutil.copy(runner, self._place / "runner")
            (self._place / "runner").chmod(0o500)
            waiting.bind(str(self._place / "socket"))
            waiting.listen(1)
            waiting.settimeout(START_SECONDS)
            self._container = client.containers.run(
                image,
                ["/podium/runner", "/podium/socket", str(FIRST_UID + slot)],
                entrypoint=[],
                detach=True,
                auto_remove=True,
                user="0:0",
                network_mode="none",
                ipc_mode="none",
                hostname="box",
                read_only=True,
                cap_drop=["ALL"],
                cap_add=RIGHTS,
                security_opt=["no-new-privileges"],
                mem_limit=CONTAINER_MEMORY,
                memswap_limit=CONTAINER_MEMORY,
                pids_limit=PROCESSES,
                cpuset_cpus=str(core(slot)),
                tmpfs={"/box": f"exec,size={BOX_BYTES},mode=755,nr_inodes=16k", "/tmp": f"exec,size={TMP_BYTES},mode=1777,nr_inodes=16k"},
                volumes={str(self._place): {"bind": "/podium", "mode": "ro"}},
                log_config=LogConfig(type="none"),
                labels={"podium": "judge"},
            )
            self._socket, _ = waiting.accept()
            waiting.close()
            (self._place / "socket").unlink()
            self._prepare()
        except (DockerException, OSError, BoxError) as error:
            self.close()
            why = f"there is no image {image}: deploy/images/build makes it" if isinstance(error, ImageNotFound) else str(error)
            raise BoxError(f"the container cannot be made: {why}") from None

    def _ended(self) -> None:
        if self._container is not None:
            try:
                self._container.kill()  # it goes by itself when its runner's socket is closed; this is for a runner that hangs
            except (APIError, NotFound):
                pass
        shutil.rmtree(self._place, ignore_errors=True)


class Docker:
    """See `judge_workers.sandbox.Sandbox`. Talks to the Docker that DOCKER_HOST names, on this machine."""

    name = "docker"

    def __init__(self, cache: Path) -> None:
        runner = compiled_runner(cache)
        if runner is None:
            raise BoxError("the runner for containers needs a C compiler on this machine")
        self._runner = runner
        try:
            self._client = docker.from_env(timeout=CALL_SECONDS)
            self._client.ping()
        except DockerException as error:
            raise BoxError(f"there is no Docker: {error}") from None

    def tools(self) -> Mapping[str, str]:
        return TOOLS

    def available(self) -> dict[str, tuple[Toolchain, str]]:
        return self._available()

    @functools.cache  # noqa: B019  # one of these lives as long as the process
    def _available(self) -> dict[str, tuple[Toolchain, str]]:
        there = {tag.split(":")[0] for image in self._client.images.list() for tag in image.tags}
        found = {}
        for one in TABLE:
            if PREFIX + one.image in there and (version := self._version(one)) is not None:
                found[one.id] = (one, version)
        return found

    def _version(self, one: Toolchain) -> str | None:
        try:
            command = expanded(one.version, TOOLS, [], "", 0)
            said = self._client.containers.run(PREFIX + one.image, command, entrypoint=[], remove=True, network_mode="none", stderr=True)
        except (KeyError, DockerException):
            return None
        lines = said.decode(errors="replace").strip().splitlines()
        return lines[0] if lines else ""

    def kind(self, tools: Toolchain) -> str:
        return tools.image

    def box(self, slot: int, tools: Toolchain) -> Box:
        return DockerBox(slot, self._runner, self._client, PREFIX + tools.image)
