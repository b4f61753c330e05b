"""In which teams viewers are, and which private contests they see: a room of a team's submissions is for its members, a room of a private
contest for those who may see it. Asked of core_api, which also says what changes.

A team of one has its user's id, so most viewers are never asked about, and rooms that everybody may enter cost nothing. What is known of
a user who has entered such a room is asked again every `ASK_SECONDS`, in case a change got lost; after `MAX_AGE` without an answer it
holds no longer, and the rooms of teams are closed to them.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

import msgspec

from realtime.backbone import Backbone, Message
from realtime.protocol import subjects
from realtime.protocol.memberships import ASKED_AT_ONCE, Membership, TeamsOf
from realtime.protocol.questions import unpacked
from realtime.runtime.errors import Damaged, Unavailable

log = logging.getLogger(__name__)

ASK_SECONDS = 10.0
MAX_AGE = 60.0
"""Seconds: longer than core_api takes to restart."""
COLLECT_SECONDS = 0.01
"""Those who enter within it are asked about together: after a restart, a thousand members of teams come at once."""

_decode = msgspec.json.Decoder(list[Membership]).decode


class Known(NamedTuple):
    teams: dict[str, str]
    """By contest; empty in a private contest that the user sees without a team."""
    asked_at: float


class Memberships:
    def __init__(self, backbone: Backbone, lost: Callable[[str, str], None], clock: Callable[[], float] = time.monotonic) -> None:
        """`lost`: hears of each contest and team that a user is not in any more; without a team, of a private contest that it does not see
        any more.
        """
        self._backbone = backbone
        self._lost = lost
        self._clock = clock
        self._known: dict[str, Known] = {}
        self._wanted: dict[str, asyncio.Future[None]] = {}
        """Users to ask about, and what is done when that was tried."""
        self._changed: set[str] = set()
        """Users of whom something changed while they were being asked about: the answer may be older."""
        self._asking: asyncio.Task[None] | None = None

    def team_of(self, user: str, contest: str) -> str | None:
        """The team of a user in a contest, other than their own; empty: none; None: that is not known now."""
        known = self._known.get(user)
        if known is None or self._clock() - known.asked_at > MAX_AGE:
            return None
        return known.teams.get(contest, "")

    def sees(self, user: str, contest: str) -> bool | None:
        """Whether a user may see a private contest; None: that is not known now."""
        team = self.team_of(user, contest)
        return None if team is None else contest in self._known[user].teams

    async def learn(self, user: str) -> None:
        """Asks about a user. Afterwards `team_of` knows, unless core_api cannot be reached."""
        await asyncio.shield(self._want(user))

    async def run(self, in_use: Callable[[], Iterable[str]]) -> None:
        """`in_use`: users whose teams matter now. The others are forgotten."""
        listening = await self._backbone.subscribe(subjects.MEMBERSHIPS, self._heard)
        try:
            while True:
                await asyncio.sleep(ASK_SECONDS)
                users = set(in_use())
                recent = self._clock() - ASK_SECONDS
                self._known = {user: known for user, known in self._known.items() if user in users or known.asked_at > recent}
                for user in users:
                    self._want(user)
        finally:
            await listening.stop()

    async def close(self) -> None:
        if self._asking is not None:
            self._asking.cancel()

    def _want(self, user: str) -> asyncio.Future[None]:
        if user not in self._wanted:
            self._wanted[user] = asyncio.get_running_loop().create_future()
            if self._asking is None or self._asking.done():
                self._asking = asyncio.create_task(self._ask_wanted())
        return self._wanted[user]

    async def _ask_wanted(self) -> None:
        await asyncio.sleep(COLLECT_SECONDS)
        while self._wanted:
            users = list(self._wanted)[:ASKED_AT_ONCE]
            self._changed.clear()
            try:
                reply = await self._backbone.request(subjects.ASK_TEAMS, msgspec.json.encode(TeamsOf(tuple(users))))
                if (code := reply.headers.get("code")) is not None:
                    raise Unavailable(f"core_api answers {code}")
                answer = _decode(unpacked(reply.payload))
            except (Unavailable, Damaged, msgspec.DecodeError, msgspec.ValidationError) as error:
                log.info("nobody says who is in which team: %s", error)
                self._settle(users)
                continue
            certain = [user for user in users if user not in self._changed]
            self._take(certain, answer)
            self._settle(certain)

    def _settle(self, users: list[str]) -> None:
        for user in users:
            if (asked := self._wanted.pop(user, None)) is not None and not asked.done():
                asked.set_result(None)

    def _take(self, users: list[str], answer: list[Membership]) -> None:
        now: dict[str, dict[str, str]] = {user: {} for user in users}
        for membership in answer:
            if membership.user in now:
                now[membership.user][membership.contest] = membership.team
        for user, teams in now.items():
            before = self._known.get(user)
            self._known[user] = Known(teams, self._clock())
            for contest, team in (before.teams if before else {}).items():
                if teams.get(contest) != team:
                    self._lost(contest, team)

    def _heard(self, message: Message) -> None:
        try:
            changes = _decode(message.payload)
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            log.warning("a change of teams cannot be understood: %s", error)
            return
        for change in changes:
            self._changed.add(change.user)
            known = self._known.get(change.user)
            if known is None:
                continue
            before = known.teams.pop(change.contest, None)
            if change.team or change.guest:
                known.teams[change.contest] = change.team
            if before is not None and before != known.teams.get(change.contest):
                self._lost(change.contest, before)
