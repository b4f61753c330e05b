"""Who sees a private contest: its jury, those who take part or ask to, the accounts that it is for, and its guests.

To everybody else it does not exist. The router asks for every endpoint whose path names a contest, so that no endpoint can forget it;
lists ask for all contests at once. `gateway.hub.access` holds the rooms of live viewers to the same rule.
"""

from __future__ import annotations

from functools import partial

from core_api.domains.contests.service import TIMES, ContestService, no_contest
from core_api.domains.contests.store import Contests
from core_api.storage import changes
from core_api.storage.caches import Cache, Caches
from realtime.runtime.errors import NotFound
from realtime.security.tokens import Claims


class Sight:
    def __init__(self, contests: Contests, service: ContestService, caches: Caches) -> None:
        self._contests = contests
        self._service = service
        self._inside: Cache[list[str]] = caches.cache("inside", list[str], TIMES, sealed=True)
        """Private contests by who may see them. For lists; whether one contest is shown is asked of PostgreSQL each time."""

    async def check(self, contest: str, reader: Claims | None) -> None:
        """Raises `NotFound`, in the same words for a contest that this reader may not see and for one that does not exist."""
        if not await self.sees(contest, reader):
            raise no_contest(contest)

    async def sees(self, contest: str, reader: Claims | None) -> bool:
        """Whether there is such a contest for this reader."""
        try:
            if not await self._service.is_private(contest):
                return True
        except NotFound:
            return False
        if reader is None:
            return False
        return reader.is_jury_of(contest) or await self._contests.is_inside(contest, reader.sub)

    async def inside(self, reader: Claims | None) -> list[str] | None:
        """Ids of the private contests that a reader may see; None: all of them."""
        if reader is None:
            return []
        if reader.is_jury:
            return None
        load = partial(self._contests.inside, reader.sub)
        found = await self._inside.get(reader.sub, (changes.tag("contest"), changes.tag("user", reader.sub)), load)
        return [*found, *reader.jury_of]
