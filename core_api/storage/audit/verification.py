"""Verification of the audit log: reads all of it, and says what was changed, removed or added by somebody else than the platform."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from core_api.storage.audit.chain import FIRST, HEAD, KeptHead, decoded, hash_of
from core_api.storage.audit.entry import COLUMNS, Entry, digest, encoded
from core_api.storage.audit.keys import AuditKeys
from core_api.storage.audit.marks import Mark
from core_api.storage.pool import Pool
from realtime.backbone import Backbone
from realtime.runtime.errors import Damaged

BATCH = 1000
MAX_PROBLEMS = 100
"""Problems that are told; whoever reads them knows enough after a few."""
LATE_SECONDS = 60.0
"""A row that waits longer for its link is told: no worker runs, or its job fails."""
_ROW = ", ".join(f"a.{column}" for column in (*COLUMNS, "code"))


class Report(msgspec.Struct):
    links: int = 0
    hash: str = FIRST.hex()
    """Of the newest link."""
    waiting: int = 0
    """Rows that are not linked yet."""
    earlier_key: int = 0
    """Links that none of the given keys has signed; the chain behind them vouches for them."""
    problems: list[str] = []
    notes: list[str] = []

    @property
    def whole(self) -> bool:
        return not self.problems


class Line(msgspec.Struct, frozen=True):
    """A line of an export."""

    sequence: int
    hash: str
    signature: str
    entry: msgspec.Raw
    """As it was hashed."""


class Verifier:
    def __init__(self, pool: Pool, backbone: Backbone, keys: Sequence[AuditKeys], exported: Mapping[int, bytes]) -> None:
        """`keys`: of now, and earlier ones that are known. `exported`: hashes by sequence that an export holds (see `read_export`)."""
        self._pool = pool
        self._backbone = backbone
        self._keys = keys
        self._exported = dict(exported)
        self._report = Report()
        self._previous: bytes | None = FIRST
        """Hash of the link before; None: it is not known."""
        self._unsigned_tail = 0
        """Links behind the newest one that a known key has signed."""

    async def run(self) -> Report:
        """Raises `Unavailable`."""
        raw = await self._backbone.kept(HEAD)  # before the rows: links that come meanwhile are behind it
        kept = None if raw is None else decoded(raw)
        held: bytes | None = FIRST
        async for row in self._links():
            self._check(row)
            if kept is not None and row["sequence"] == kept.sequence:
                held = row["hash"]
        if self._unsigned_tail:
            self._problem(f"the newest {self._unsigned_tail} links are not signed by the platform, or secret_key is another one")
        self._check_head(kept, held)
        for sequence in sorted(self._exported)[:MAX_PROBLEMS]:
            self._problem(f"link {sequence} of the export is not in the chain")
        await self._check_unlinked()
        return self._report

    def _check(self, row: Mapping[str, Any]) -> None:
        report, sequence = self._report, row["sequence"]
        if sequence != report.links + 1:
            self._problem(f"links {report.links + 1} to {sequence - 1} were removed")
            self._previous = None
        report.links = sequence
        if row["id"] is None:
            self._problem(f"the row of link {sequence} ({row['entry']}) was removed")
        elif self._previous is not None and hash_of(self._previous, digest(Entry.of_row(dict(row)))) != row["hash"]:
            self._problem(f"row {row['id']} was changed, or its link {sequence}, or that before it")
        if row["id"] is not None and Mark.TAIL_LOST in row["marks"]:
            report.notes.append(f"row {row['id']} of {row['at']:%Y-%m-%d %H:%M} says that rows before it were lost")
        if (known := self._exported.pop(sequence, row["hash"])) != row["hash"]:
            self._problem(f"link {sequence} is not the one of the export ({known.hex()[:16]}…)")
        signed = any(keys.signed(sequence, row["hash"], row["signature"]) for keys in self._keys)
        report.earlier_key += not signed
        self._unsigned_tail = 0 if signed else self._unsigned_tail + 1
        self._previous = row["hash"]
        report.hash = row["hash"].hex()

    def _check_head(self, kept: KeptHead | None, held: bytes | None) -> None:
        if kept is None:
            self._problem("no head of the chain is kept in NATS: rows may have been cut off unseen")
        elif not any(keys.signed(kept.sequence, kept.hash, kept.signature) for keys in self._keys):
            self._problem("the head that is kept in NATS is not signed by the platform, or secret_key is another one")
        elif kept.sequence > self._report.links:
            self._problem(
                f"the chain ends at link {self._report.links}, the head kept in NATS is {kept.sequence}: the rows between are lost"
            )
        elif held != kept.hash:
            self._problem(f"link {kept.sequence} is not the head that is kept in NATS: the chain was made anew")

    async def _check_unlinked(self) -> None:
        rows = await self._pool.fetch(
            f"select {_ROW}, w.entry is not null as waits from audit a left join audit_chain c on c.entry = a.id"
            " left join audit_waiting w on w.entry = a.id where c.entry is null order by a.id"
        )
        oldest: datetime | None = None
        for row in rows:
            content = digest(Entry.of_row(dict(row)))
            if not any(keys.wrote(content, row["code"]) for keys in self._keys):
                self._problem(f"row {row['id']} was not written by the platform, or was changed before it was linked")
            elif not row["waits"]:
                self._problem(f"row {row['id']} is in no link and waits for none: its link was removed")
            else:
                self._report.waiting += 1
                oldest = oldest or row["at"]
        if oldest is not None and (age := (datetime.now(UTC) - oldest).total_seconds()) > LATE_SECONDS:
            self._problem(f"rows wait for their link since {age:.0f} s: does a worker run?")

    def _problem(self, words: str) -> None:
        if len(self._report.problems) < MAX_PROBLEMS:
            self._report.problems.append(words)

    async def _links(self) -> AsyncIterator[Mapping[str, Any]]:
        after = 0
        while rows := await self._pool.fetch(
            f"select c.sequence, c.entry, c.hash, c.signature, {_ROW} from audit_chain c left join audit a on a.id = c.entry"
            " where c.sequence > $1 order by c.sequence limit $2",
            after,
            BATCH,
        ):
            for row in rows:
                yield dict(row)
            after = rows[-1]["sequence"]


async def export(pool: Pool, after: int = 0) -> AsyncIterator[bytes]:
    """Lines of JSON, each a linked row with its link, from the link behind `after` on."""
    while rows := await pool.fetch(
        f"select c.sequence, c.hash, c.signature, {_ROW} from audit_chain c join audit a on a.id = c.entry"
        " where c.sequence > $1 order by c.sequence limit $2",
        after,
        BATCH,
    ):
        for row in rows:
            line = Line(row["sequence"], row["hash"].hex(), row["signature"].hex(), msgspec.Raw(encoded(Entry.of_row(dict(row)))))
            yield msgspec.json.encode(line) + b"\n"
        after = rows[-1]["sequence"]


def read_export(lines: Iterable[bytes]) -> dict[int, bytes]:
    """Hashes by sequence. Raises `Damaged` for an export that is not whole in itself; it may begin anywhere in the chain."""
    found: dict[int, bytes] = {}
    previous: Line | None = None
    for number, raw in enumerate(lines, 1):
        try:
            line = msgspec.json.decode(raw, type=Line)
            hash = bytes.fromhex(line.hash)
        except (msgspec.MsgspecError, ValueError) as error:
            raise Damaged(f"line {number} is no line of an export: {error}") from None
        before = FIRST if line.sequence == 1 else None if previous is None else bytes.fromhex(previous.hash)
        if previous is not None and line.sequence != previous.sequence + 1:
            raise Damaged(f"line {number} has link {line.sequence}, which does not follow {previous.sequence}")
        if before is not None and hash_of(before, hashlib.sha256(bytes(line.entry)).digest()) != hash:
            raise Damaged(f"line {number} was changed, or the one before it")
        found[line.sequence], previous = hash, line
    return found
