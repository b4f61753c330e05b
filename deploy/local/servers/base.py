"""An embedded server: how to prepare its folder, the command that runs it, its URL, and how to tell that it answers."""

from __future__ import annotations

import hashlib
import hmac
import os
import sysconfig
from abc import ABC, abstractmethod
from pathlib import Path

SITE = Path(sysconfig.get_paths()["purelib"])
NEUTRAL = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


class Part(ABC):
    """An embedded server on 127.0.0.1. `folder` is its own, mode 0700; `password` is what clients show, and no other server takes it."""

    name: str
    setting: str
    """The setting whose URL replaces this part."""
    user: int | None = None

    def __init__(self, data: Path, port: int, master: str) -> None:
        """`master`: the secret that the passwords of all parts are derived from."""
        self.folder = data / self.name
        self.port = port
        self.password = derived(master, self.name)

    def prepare(self) -> None:
        """Makes what the server needs before it starts. Raises `Damaged` for a folder that is not its own."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)

    @property
    @abstractmethod
    def url(self) -> str: ...

    @abstractmethod
    def command(self) -> list[str | Path]: ...

    @abstractmethod
    async def answers(self) -> bool: ...

    @property
    def env(self) -> dict[str, str]:
        return NEUTRAL

    @property
    def mounts(self) -> dict[Path, str]:
        """Folders that the server sees elsewhere, in a mount namespace of its own (see `deploy.local.spawn`)."""
        return {}

    def urls(self) -> dict[str, str]:
        """Settings that this part gives values to."""
        return {self.setting: self.url}


def derived(secret: str, purpose: str) -> str:
    """A secret for one purpose, from which the others cannot be found."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).hexdigest()


def write_private(path: Path, text: str) -> None:
    """Writes a file that only its owner can read, at no moment otherwise."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(descriptor, 0o600)
        file.write(text)
