"""Sends a problem package to a platform: at once, or in parts where it is large; then its statements and files."""

from __future__ import annotations

import base64
import hashlib
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from deploy.cli.problem._upload import HEADERS, ResumableUpload
from deploy.local.client import Client, Refused
from judge_workers.packages.attachments import Attachment
from judge_workers.packages.statements import Statement
from realtime.runtime.errors import Unavailable
from realtime.storage import package_stream
from realtime.storage.packages import Case

log = logging.getLogger(__name__)

IN_PARTS = 32 * 2**20
"""Bytes from which a package goes in parts: behind a break of a minute, what is there need not be sent again."""
IMPORT_TRIES = 10
"""A large package may take minutes to be stored; whoever asks again is told when it is done."""


class Outgoing(NamedTuple):
    """A package as it is sent."""

    problem: str
    head: dict[str, Any]
    """Fields of the import; `package` has no tests."""
    tests: tuple[Case, ...]
    statements: dict[str, Statement]
    """Beside the one in the head."""
    files: list[Attachment]


async def send(client: Client, outgoing: Outgoing, cache: Path) -> Any:
    """What the import answers. Raises as `Client.send` does."""
    content = b"".join(package_stream.frames(outgoing.head, outgoing.tests))
    if len(content) < IN_PARTS:
        package = msgspec.structs.replace(outgoing.head["package"], tests=outgoing.tests)
        body = msgspec.msgpack.encode({**outgoing.head, "package": package})
        made = await client.send("PUT", f"/problems/{outgoing.problem}/package", body, HEADERS)
    else:
        made = await _send_in_parts(client, outgoing.problem, content, cache)
    for language, statement in outgoing.statements.items():
        written = {"text": statement.text, "format": statement.format}
        await client.call("PUT", f"/problems/{outgoing.problem}/statements/{language}", written)
    for file in outgoing.files:
        sent = {
            "content": base64.b64encode(file.content()).decode(),
            "kind": file.kind,
            **({"language": file.language} if file.language else {}),
        }
        try:
            await client.call("PUT", f"/problems/{outgoing.problem}/attachments/{file.name}", sent)
        except Refused as error:
            raise Refused(f"{file.path.name}: {error.message}", error.status, error.document) from None
    return made


async def _send_in_parts(client: Client, problem: str, content: bytes, cache: Path) -> Any:
    name = hashlib.sha256(f"{client.url} {problem}".encode()).hexdigest()[:32]
    with _progress(len(content)) as progress:
        upload = ResumableUpload(client, content, cache / "uploads" / f"{name}.json", progress)
        id = await upload.send()
    made = await _imported(client, problem, id)
    await upload.done()
    return made


async def _imported(client: Client, problem: str, upload: str) -> Any:
    for _ in range(IMPORT_TRIES - 1):
        try:
            return await client.call("PUT", f"/problems/{problem}/package/upload", {"upload_id": upload})
        except Unavailable as error:
            log.info("once more: %s", error.message)
    return await client.call("PUT", f"/problems/{problem}/package/upload", {"upload_id": upload})


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """A bar on standard error, where it is a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("uploading"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task("uploading", total=total)
        yield lambda there: bar.update(task, completed=there)
