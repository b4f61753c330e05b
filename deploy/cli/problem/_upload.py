"""Uploads in parts, from the command line: with a progress bar, and gone on with after a break."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from deploy.local.client import Client, Refused

HEADERS = {"Content-Type": "application/msgpack"}


class _State(msgspec.Struct):
    """What this machine knows of an upload that is not done."""

    upload: str
    size: int
    digests: dict[int, str]
    """SHA-256 of the parts that were sent."""


class ResumableUpload:
    """One content on its way to one platform. `state`: the file that remembers it between two runs."""

    def __init__(self, client: Client, content: bytes, state: Path, progress: Callable[[int], None] = lambda _: None) -> None:
        """`progress`: told the bytes that are there."""
        self._client = client
        self._content = content
        self._file = state
        self._progress = progress

    async def send(self) -> str:
        """The id of the upload, whole. Raises as `Client.send` does; called again, it sends what is missing or has changed."""
        state, about = await self._begun()
        part_size, there = about["part_size"], set(about["received"])
        for number in range(about["parts"]):
            part = self._content[number * part_size : (number + 1) * part_size]
            digest = hashlib.sha256(part).hexdigest()
            if number not in there or state.digests.get(number) != digest:
                body = msgspec.msgpack.encode({"content": part, "sha256": digest})
                await self._client.send("PUT", f"/uploads/{state.upload}/parts/{number}", body, HEADERS)
                state.digests[number] = digest
                self._file.write_bytes(msgspec.json.encode(state))
            self._progress(min((number + 1) * part_size, len(self._content)))
        return state.upload

    async def done(self) -> None:
        """Something was made of it: nothing of it is needed any more."""
        state = self._remembered()
        self._file.unlink(missing_ok=True)
        if state is not None:
            await self._client.call("DELETE", f"/uploads/{state.upload}")

    async def _begun(self) -> tuple[_State, Any]:
        state = self._remembered()
        if state is not None and state.size == len(self._content):
            try:
                return state, await self._client.call("GET", f"/uploads/{state.upload}")
            except Refused as error:
                if error.status != 404:
                    raise
        about = await self._client.call("POST", "/uploads", {"size": len(self._content)})
        state = _State(about["id"], len(self._content), {})
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_bytes(msgspec.json.encode(state))
        return state, about

    def _remembered(self) -> _State | None:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=_State)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return None
