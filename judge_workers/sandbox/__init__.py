"""The sandbox: warm boxes in which untrusted programs run. One runner, two launchers: Linux namespaces and Docker."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from judge_workers.languages.host import Available
from judge_workers.sandbox.box import Box
from realtime.languages.definition import Language
from realtime.runtime.errors import BadSetting

KINDS = ("namespaces", "docker")


class Sandbox(Protocol):
    """Makes boxes."""

    @property
    def name(self) -> str: ...

    def tools(self) -> Mapping[str, str]:
        """Where a box has the programs that commands of languages name."""

    def available(self) -> dict[str, Available]:
        """The languages it has, by id. Asked once: finding versions starts every compiler."""

    def kind(self, language: Language) -> str:
        """Boxes of one kind serve alike."""

    def box(self, slot: int, language: Language) -> Box:
        """A new box; programs run in it as a user of the slot's own. Raises `BoxError`."""


def make(name: str, cache: Path) -> Sandbox:
    """Raises `BadSetting` for a name there is not."""
    if name == "namespaces":
        from judge_workers.sandbox.namespaces import Namespaces

        return Namespaces(cache)
    if name == "docker":
        from judge_workers.sandbox.docker import Docker

        return Docker(cache)
    raise BadSetting(f"there is no sandbox {name!r}: {' or '.join(KINDS)}", field="judge_sandbox")
