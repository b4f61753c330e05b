"""The cache of compiled programs: what was made of a program, or why it does not compile, in a folder that several judges may share.

What a judge compiles is secret: sources of contestants, validators that hold answers; for some languages the artefact is the source. Hence
files are sealed, and their names are made with a key too: a plain hash would tell whether a guessed source is there.
"""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import time
from pathlib import Path
from typing import NamedTuple

import msgspec

from judge_workers.languages.programs import Program
from realtime.runtime.errors import Damaged
from realtime.runtime.private_folder import private_folder
from realtime.security.vault import Kind, Vault
from realtime.storage.packages import File

log = logging.getLogger(__name__)

KIND: Kind = "artefact"
CACHE_BYTES = 1024 * 2**20
"""Of the folder; the artefacts used longest ago go first."""
CACHE_SLACK = 0.8
"""Share of `CACHE_BYTES` that is left after making room, so that not every new artefact has to."""
ERROR_SECONDS = 600
"""How long a compile error is remembered. Long enough for whoever sends the same program again and again; a re-judging later on compiles
anew, should the machine have been at fault.
"""


class Kept(NamedTuple):
    """`files`: None for a program that does not compile."""

    files: tuple[File, ...] | None
    log: str


class ArtefactCache:
    def __init__(self, folder: Path, vault: Vault | None = None) -> None:
        """`vault`: by default one of a new key, and no other process can read what this one keeps."""
        self._folder = private_folder(folder) / "sealed-artefacts"
        self._vault = vault or Vault(secrets.token_hex(32))
        shutil.rmtree(folder / "artefacts", ignore_errors=True)  # what earlier versions kept, in clear

    def key(self, program: Program, sandbox: str, version: str, seconds: float, memory: int) -> str:
        """`version`: what the compiler says of itself; `seconds` and `memory`: its limits, on which it may depend whether it ends."""
        language = program.language
        content = [sandbox, version, language.id, language.compile, program.main, program.files, seconds, memory]
        return self._vault.name(KIND, msgspec.msgpack.encode(content))

    def get(self, key: str) -> Kept | None:
        path = self._folder / key
        try:
            kept = msgspec.msgpack.decode(self._vault.open(KIND, (key,), path.read_bytes()), type=Kept)
            if kept.files is None and path.stat().st_mtime < time.time() - ERROR_SECONDS:
                return None
            if kept.files is not None:
                os.utime(path)
        except (OSError, Damaged, msgspec.DecodeError, msgspec.ValidationError):
            return None
        return kept

    def put(self, key: str, kept: Kept) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            scratch = self._folder / f".{key}-{secrets.token_hex(4)}"
            scratch.write_bytes(self._vault.seal(KIND, (key,), msgspec.msgpack.encode(kept)))
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
