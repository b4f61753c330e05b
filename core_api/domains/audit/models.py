"""Shapes of the audit log as REST shows it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec

from core_api.router.pages import Page, PageQuery
from core_api.storage.audit.marks import Mark

Text = Annotated[str, msgspec.Meta(max_length=200)]
MarkName = Literal["many-refusals", "rights-at-night", "test-of-running-contest", "new-network", "tail-lost"]
assert set(MarkName.__args__) == set(Mark)  # type: ignore[attr-defined]  # the reference lists them


class AuditEntry(msgspec.Struct, frozen=True):
    id: str
    sequence: int | None
    """Its place in the hash chain, from 1 on; null: it is not linked yet, which takes about a second."""
    at: datetime
    actor: str | None
    """Id of the account; null: nobody was logged in, or a part of the platform acted."""
    actor_name: str | None
    """As the account is called now."""
    roles: tuple[str, ...]
    """Of the account, when it acted."""
    session: str
    address: str | None
    """Of the client; null: there was none, or an earlier `secret_key` has sealed it."""
    request: str
    """The request's id, as it stands in logs."""
    action: str
    """`PUT /contests/{contest}`, or the command or job of the platform."""
    kind: str
    """Of the object: `contest`, `problem`, `team`, `user`, `score`, …; `request` for a refused act."""
    object: str
    """Its id; those of contests' parts are behind the contest's, as in `spring-cup/team-7`."""
    before: dict[str, Any] | None
    """Public fields of the object before the act; of a change, those that differ."""
    after: dict[str, Any] | None
    outcome: Literal["done", "refused"]
    reason: str
    """Code of the error that a refused act got."""
    times: int
    """How often it was refused: refusals of a minute are one entry."""
    marks: tuple[MarkName, ...]
    """Why it is unusual."""

    @classmethod
    def example(cls) -> AuditEntry:
        return cls(
            id="01m8j3v7q0c4n8h2k6r9t1w5xz",
            sequence=4711,
            at=datetime(2026, 11, 28, 20, 15, tzinfo=UTC),
            actor="01j9z3k8w4",
            actor_name="Ada Lovelace",
            roles=("admin",),
            session="01m8j2c9v3",
            address="2001:db8::7",
            request="01m8j3v7pz",
            action="PUT /contests/{contest}",
            kind="contest",
            object="spring-cup",
            before={"name": "Spring cup"},
            after={"name": "Spring cup 2026"},
            outcome="done",
            reason="",
            times=1,
            marks=(),
        )


class AuditPage(Page, frozen=True, kw_only=True):
    entries: list[AuditEntry]
    """The newest first."""


class AuditVerification(msgspec.Struct, frozen=True):
    """Whether the audit log is as the platform has written it."""

    whole: bool
    links: int
    """Entries in the hash chain."""
    hash: str
    """Of the newest link, to be compared with one that was noted elsewhere."""
    waiting: int
    """Entries that are not linked yet."""
    earlier_key: int
    """Links that an earlier `secret_key` has signed; the chain behind them vouches for them."""
    problems: list[str]
    """What was changed, removed, added or cut off: the first 100."""
    notes: list[str]

    @classmethod
    def example(cls) -> AuditVerification:
        return cls(True, 4711, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", 0, 0, [], [])


class AuditQuery(PageQuery, frozen=True, kw_only=True):
    actor: Text | None = None
    """Id of an account."""
    action: Text | None = None
    """As in an entry: `PUT /contests/{contest}`."""
    kind: Text | None = None
    object: Text | None = None
    """Id of an object, of the given kind."""
    address: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    """Of a client; or a network, `192.0.2.0/24` or `2001:db8::/48`."""
    outcome: Literal["done", "refused"] | None = None
    marked: bool | None = None
    """Whether it is unusual."""
    since: datetime | None = None
    """Not earlier than this moment."""
    until: datetime | None = None
    """Earlier than this moment."""
