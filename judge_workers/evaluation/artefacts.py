"""The cache of compiled programs: artefacts by the hash of all they are made of, in a folder that several judges may share."""

from __future__ import annotations

import hashlib
import logging
import os
from pathlib import Path

import msgspec

from judge_workers.languages.programs import Program
from realtime.storage.packages import File

log = logging.getLogger(__name__)

CACHE_BYTES = 1024 * 2**20
"""Of the folder; the artefacts used longest ago go first."""
CACHE_SLACK = 0.8
"""Share of `CACHE_BYTES` that is left after making room, so that not every new artefact has to."""


class ArtefactCache:
    def __init__(self, folder: Path) -> None:
        self._folder = folder / "artefacts"

    def key(self, program: Program, sandbox: str, version: str) -> str:
        """`version`: what the compiler says of itself."""
        language = program.language
        content = msgspec.msgpack.encode([sandbox, version, language.id, language.compile, program.main, program.files])
        return hashlib.blake2b(content, digest_size=20).hexdigest()

    def get(self, key: str) -> tuple[tuple[File, ...], str] | None:
        """The files and the compiler's log."""
        path = self._folder / key
        try:
            found = msgspec.msgpack.decode(path.read_bytes(), type=tuple[tuple[File, ...], str])
            os.utime(path)
        except (OSError, msgspec.DecodeError, msgspec.ValidationError):
            return None
        return found

    def put(self, key: str, files: tuple[File, ...], log_text: str) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            scratch = self._folder / f".{key}-{os.getpid()}"
            scratch.write_bytes(msgspec.msgpack.encode((files, log_text)))
            scratch.replace(self._folder / key)
            self._trim()
        except OSError as error:  # a full disk makes it slower, not wrong
            log.warning("an artefact is not kept: %s", error)

    def _trim(self) -> None:
        statuses = [(path.stat(), path) for path in self._folder.iterdir()]
        total = sum(status.st_size for status, _ in statuses)
        if total <= CACHE_BYTES:
            return
        for status, path in sorted(statuses, key=lambda pair: pair[0].st_mtime):
            path.unlink(missing_ok=True)
            total -= status.st_size
            if total <= CACHE_BYTES * CACHE_SLACK:
                return
