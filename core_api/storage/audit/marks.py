"""Marks: rules for acts that are unusual, applied as a row is written. `GET /audit?marked=true` shows them, a metric counts them."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from core_api.storage.audit.entry import Draft, Entry
from core_api.storage.audit.night import held as night
from core_api.storage.pool import Connection
from core_api.storage.problem_versions import uses

PRIVILEGED = frozenset({"admin", "jury"})
"""Roles whose logins are audited, and whose networks are watched."""
RIGHTS = frozenset({"roles", "scopes", "jury"})
"""Names of fields that say what somebody may do."""
SESSION, TEST = "session", "test"
"""Kinds of objects that rules are about."""
REFUSALS, WINDOW = 20, timedelta(minutes=10)
"""So many refused acts of one account, or of one network without a token, in such a time."""
KNOWN_FOR = timedelta(days=90)
"""A network is new again when nobody of the account has logged in from it for so long."""


class Mark(StrEnum):
    MANY_REFUSALS = "many-refusals"
    RIGHTS_AT_NIGHT = "rights-at-night"
    """Rights were given or taken in the hours of the setting `audit_night`."""
    TEST_OF_RUNNING_CONTEST = "test-of-running-contest"
    """A secret test was opened while a contest with its problem runs."""
    NEW_NETWORK = "new-network"
    """An administrator, or one of the jury, logged in from a network of which no login is known."""
    TAIL_LOST = "tail-lost"
    """The database's chain ends before the head that is kept outside of it: rows were removed, or a backup was restored."""


async def of(connection: Connection, draft: Draft, entry: Entry) -> tuple[str, ...]:
    """All marks of an entry that is about to be written."""
    found = list(draft.marks)
    if entry.outcome == "refused":
        if await _refusals(connection, entry) >= REFUSALS:
            found.append(Mark.MANY_REFUSALS)
        return tuple(found)
    if RIGHTS & {*(draft.before or ()), *(draft.after or ())} and night().holds(entry.at):
        found.append(Mark.RIGHTS_AT_NIGHT)
    if entry.kind == SESSION and "methods" in (draft.after or ()) and await _from_new_network(connection, entry):
        found.append(Mark.NEW_NETWORK)
    if entry.kind == TEST and await _runs(connection, entry.object.partition("/")[0]):
        found.append(Mark.TEST_OF_RUNNING_CONTEST)
    return tuple(found)


async def _refusals(connection: Connection, entry: Entry) -> int:
    """Of the account, or of the network, with these."""
    earlier = await connection.fetchval(
        "select coalesce(sum(times), 0) from audit where outcome = 'refused' and at > $1"
        " and (actor = $2 or ($2::text is null and actor is null and network_key = $3))",
        entry.at - WINDOW,
        entry.actor,
        entry.network_key,
    )
    return int(earlier) + entry.times


async def _from_new_network(connection: Connection, entry: Entry) -> bool:
    """The first login of an account is from no new network."""
    row = await connection.fetchrow(
        "select count(*) > 0 as logged_in, count(*) filter (where network_key = $2) > 0 as known"
        " from audit where actor = $1 and kind = $3 and outcome = 'done' and at > $4",
        entry.actor,
        entry.network_key,
        SESSION,
        entry.at - KNOWN_FOR,
    )
    assert row is not None  # an aggregate
    return bool(row["logged_in"] and not row["known"])


async def _runs(connection: Connection, problem: str) -> bool:
    """Whether a contest with this problem runs."""
    return bool(
        await connection.fetchval(
            f"select exists (select from contests c where c.starts_at <= now() and now() < c.ends_at and {uses('$1::text')})",
            problem,
        )
    )
