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

from judge_workers.languages.commands import expanded, tools_of
from judge_workers.languages.host import Available
from judge_workers.sandbox.box import Box, BoxError, compiled_runner, core
from judge_workers.sandbox.limits import BOX_BYTES, CONTAINER_MEMORY, CONTAINER_PROCESSES, FILES, FIRST_UID, TMP_BYTES
from realtime.languages import CATALOGUE
from realtime.languages.definition import Language

PREFIX = "podium-judge-"
"""Of the images' names; `deploy/images/build` makes them."""
START_SECONDS = 20.0
"""Until a new container's runner has connected."""
CALL_SECONDS = 30
"""Longest wait for one answer of the Docker daemon."""
RIGHTS = ["SETUID", "SETGID", "KILL", "DAC_OVERRIDE", "FOWNER"]
"""What the runner needs to become the contestant, to end what that leaves running, and to wipe what it leaves behind."""
TOOLS = {name: f"/usr/bin/{name}" for name in tools_of(CATALOGUE.values())}
"""The images are Debian's, and have every program there."""


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
                pids_limit=CONTAINER_PROCESSES,
                cpuset_cpus=str(core(slot)),
                tmpfs={
                    "/box": f"exec,size={BOX_BYTES},mode=755,nr_inodes={FILES}",
                    "/tmp": f"exec,size={TMP_BYTES},mode=1777,nr_inodes={FILES}",
                },
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

    def available(self) -> dict[str, Available]:
        return self._available()

    @functools.cache  # noqa: B019  # one of these lives as long as the process
    def _available(self) -> dict[str, Available]:
        present = {tag.split(":")[0] for image in self._client.images.list() for tag in image.tags}
        found = {}
        for id, language in CATALOGUE.items():
            if language.image is not None and PREFIX + language.image in present and (version := self._version(language)) is not None:
                found[id] = Available(language, version)
        return found

    def _version(self, language: Language) -> str | None:
        command = expanded(language.version, TOOLS)
        try:
            said = self._client.containers.run(self._image(language), command, entrypoint=[], remove=True, network_mode="none", stderr=True)
        except DockerException:
            return None
        lines = said.decode(errors="replace").strip().splitlines()
        return lines[0] if lines else ""

    def kind(self, language: Language) -> str:
        return self._image(language)

    def box(self, slot: int, language: Language) -> Box:
        return DockerBox(slot, self._runner, self._client, self._image(language))

    @staticmethod
    def _image(language: Language) -> str:
        if language.image is None:
            raise BoxError(f"no container has {language.name}")
        return PREFIX + language.image
