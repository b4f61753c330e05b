"""Which entries of the log are believed: those that the platform has signed, and those of before it signed any.

The boundary is the mark `SINCE`: a sequence, itself authenticated. Up to it entries are read as they are; behind it, one without a code
counts for nothing. Example: a platform is upgraded when its log is at 5000; `podium reseal` writes the mark 5000. Whoever can write to NATS
appends 5001, an unsigned verdict: nobody applies it, and the server gives sequences, which only grow. He removes the mark: the roles refuse
to start until somebody who has the key runs `podium reseal`. A new platform begins with the mark 0.
"""

from __future__ import annotations

import logging

from prometheus_client import Counter

from realtime.backbone import Backbone, Entry
from realtime.protocol import subjects
from realtime.protocol.events import Event, encode
from realtime.runtime.errors import WrongSchema
from realtime.security.authenticator import Authenticator

log = logging.getLogger(__name__)

SINCE = "log.since"
"""Name of the mark, beside the snapshots; no contest's id has a dot."""
REPORTED = 1000
"""Contests of which a log line tells that they have entries that count for nothing."""

UNSIGNED = Counter("podium_log_unsigned_total", "Entries of the log that count for nothing, because the platform has not signed them")


class LogTrust:
    def __init__(self, authenticator: Authenticator, since: int = 0) -> None:
        """`since`: the mark."""
        self._authenticator = authenticator
        self._since = since
        self._reported: set[str] = set()

    @classmethod
    async def load(cls, backbone: Backbone, authenticator: Authenticator) -> LogTrust:
        """Raises `Unavailable`, `Damaged` for a mark that somebody else wrote, `WrongSchema` where there should be one."""
        mark = await backbone.kept(SINCE)
        if mark is None and not await backbone.newest():
            await write_mark(backbone, authenticator, 0)
            return cls(authenticator)
        mark = mark or await backbone.kept(SINCE)  # another role may have begun the log meanwhile
        if mark is None:
            raise WrongSchema("the log was begun by an earlier version, which signed nothing: run 'podium reseal'")
        return cls(authenticator, int(authenticator.unwrap(SINCE, mark)))

    def believes(self, entry: Entry) -> bool:
        """False for an entry that counts for nothing; it is counted, and told of once for each contest."""
        contest = subjects.contest_of(entry.subject)
        if entry.sequence <= self._since or self._authenticator.is_signed(contest, entry.payload):
            return True
        UNSIGNED.inc()
        if contest not in self._reported and len(self._reported) < REPORTED:
            self._reported.add(contest)
            log.error("entry %d of contest %s is not the platform's: it is left out, as others like it are", entry.sequence, contest)
        return False


async def write_mark(backbone: Backbone, authenticator: Authenticator, since: int) -> None:
    """Entries up to `since` are believed without a code from now on. Raises `Unavailable`."""
    await backbone.keep(SINCE, authenticator.wrap(SINCE, str(since).encode()))


class LogWriter:
    """Appends to the logs of contests; what is appended without it counts for nothing."""

    def __init__(self, backbone: Backbone, authenticator: Authenticator) -> None:
        self._backbone = backbone
        self._authenticator = authenticator

    async def append(self, contest: str, *what: Event, id: str) -> int:
        """See `Backbone.append`."""
        return await self.append_batch(contest, encode(*what), id=id)

    async def append_batch(self, contest: str, batch: bytes, *, id: str) -> int:
        """`batch`: events as `realtime.protocol.events.encode` makes them."""
        return await self._backbone.append(subjects.log(contest), self._authenticator.sign(contest, batch), id=id)
