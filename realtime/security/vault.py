"""Encryption at rest: AES-256-GCM with a key for each kind of object. A seal names what it seals, so that nothing opens in another's place.

Example: test 3 of a package is sealed as `test`, of ("sum", "01m81y…", 3). Whoever copies it to where test 4 belongs makes test 4
impossible to open, because its name is ("sum", "01m81y…", 4); nobody is judged by it.
"""

from __future__ import annotations

import hashlib
import os
from typing import Literal, NamedTuple, get_args

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from realtime.runtime.errors import Damaged, PodiumError
from realtime.security.keys import derived

Kind = Literal[
    "sample",
    "test",
    "package",
    "source",
    "run",
    "judgement",
    "artefact",
    "address",
    "mail",
    "second-factor",
    "cache",
    "answer",
    "code",
    "print",
    "signing-key",
    "attachment",
    "upload",
    "push",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
Name = tuple[str | int, ...]
"""What is sealed, as its reader finds it: ids from the outside in."""

VERSION = b"\x02"
"""First byte of a seal. Version 1, without it, bound no name; see `realtime.security.vault_version_1`."""
NONCE = 12
"""Bytes, random: with one key for each kind, good for four thousand million seals."""


class _Keys(NamedTuple):
    seal: AESGCM
    names: bytes


class NoKey(PodiumError):
    """This part of the platform was given no key for such objects, on purpose."""

    code = "no-key"


class Vault:
    """Seals and opens bytes. It holds the keys of the kinds it was made for, and neither the others nor the master key."""

    def __init__(self, master_hex: str) -> None:
        """All kinds; see `only`. Raises `BadSetting`."""
        self._keys = {kind: _Keys(AESGCM(derived(master_hex, f"seal/{kind}")), derived(master_hex, f"names/{kind}")) for kind in KINDS}

    def only(self, *kinds: Kind) -> Vault:
        """A vault without the keys of all other kinds."""
        narrow = object.__new__(Vault)
        narrow._keys = {kind: self._keys[kind] for kind in kinds}
        return narrow

    def seal(self, kind: Kind, name: Name, plain: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return VERSION + nonce + self._of(kind).seal.encrypt(nonce, plain, _bound(kind, name))

    def open(self, kind: Kind, name: Name, sealed: bytes) -> bytes:
        """Raises `Damaged` when the bytes are not what was sealed under this name, or another master key is set."""
        start = len(VERSION)
        try:
            if sealed.startswith(VERSION):
                return self._of(kind).seal.decrypt(sealed[start : start + NONCE], sealed[start + NONCE :], _bound(kind, name))
        except (InvalidTag, ValueError):
            pass
        raise Damaged(
            f"{kind} {'/'.join(map(str, name))} cannot be opened: it was changed or put in another's place, an earlier version sealed it"
            " (podium reseal), or secret_key is another one"
        )

    def name(self, kind: Kind, content: bytes) -> str:
        """A name for content, always the same; without the key, nobody can tell by it whether they guess the content right."""
        return hashlib.blake2b(content, digest_size=20, key=self._of(kind).names).hexdigest()

    def _of(self, kind: Kind) -> _Keys:
        if kind not in self._keys:
            raise NoKey(f"no key for {kind}s is held here")
        return self._keys[kind]


def _bound(kind: Kind, name: Name) -> bytes:
    return msgspec.msgpack.encode((kind, *name))
