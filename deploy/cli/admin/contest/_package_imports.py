"""Problems that a contest file imports from packages beside it.

The platform compares a package with the newest version and makes none where nothing differs, but it has to be sent for that. So this
machine remembers what it has imported, and at which revision that left the problem; as long as neither has changed, the package stays here.
"""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import msgspec

from deploy.cli import _packages
from deploy.cli.problem._preparing import prepared
from deploy.cli.problem._sending import send
from deploy.local.client import Refused
from judge_workers.packages import ProblemPackage, files, opened, read

if TYPE_CHECKING:
    from deploy.local.client import Client


class _Imported(msgspec.Struct, frozen=True):
    """What this machine remembers of an import."""

    digest: str
    """Of the package."""
    revision: int
    """Of the problem, afterwards."""


class _Differing(NamedTuple):
    problem: str
    source: ProblemPackage
    digest: str


class PackageImports:
    """Use it in `with`: packages in archives are unpacked for that time."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._unpacked = ExitStack()
        self.differing: list[_Differing] = []

    def __enter__(self) -> PackageImports:
        return self

    def __exit__(self, *_: object) -> None:
        self._unpacked.close()

    async def compare(self, problem: str, package: Path) -> int | None:
        """The version that the package may change, 0 for a problem that is not there; None: it was imported as it is.

        Raises `Invalid` or `NotFound` for what is no package.
        """
        source = read(self._unpacked.enter_context(opened(package)))
        digest = _digest(source.folder)
        held = await self._held(problem)
        if held is not None and self._remembered(problem) == _Imported(digest, held["revision"]):
            return None
        self.differing.append(_Differing(problem, source, digest))
        return 0 if held is None else int(held["version"])

    async def send(self) -> None:
        """All are checked before the first is sent."""
        cache = _packages.cache()
        ready = [prepared(source, problem, _tell) for problem, source, _ in self.differing]
        for (problem, _, digest), outgoing in zip(self.differing, ready, strict=True):
            made = await send(self._client, outgoing, cache)
            _tell(f"{problem}: {made['outcome'].replace('-', ' ')}, version {made['version']}")
            held = await self._held(problem)
            assert held is not None
            file = self._memory(problem)
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(msgspec.json.encode(_Imported(digest, held["revision"])))

    async def _held(self, problem: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = await self._client.call("GET", f"/problems/{quote(problem, safe='')}")
        except Refused as error:
            if error.status != 404:
                raise
            return None
        return found

    def _remembered(self, problem: str) -> _Imported | None:
        try:
            return msgspec.json.decode(self._memory(problem).read_bytes(), type=_Imported)
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def _memory(self, problem: str) -> Path:
        name = hashlib.sha256(f"{self._client.url} {problem}".encode()).hexdigest()[:32]
        return _packages.cache() / "imports" / f"{name}.json"


def _digest(folder: Path) -> str:
    """Of all that a package holds: names, contents, and what may be executed."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not files.OTHERS & set(path.parts)):
        content = files.content(path)
        digest.update(f"{path.relative_to(folder)}\0{os.access(path, os.X_OK)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _tell(line: str) -> None:
    print(line, file=sys.stderr)
