"""Writes a contest's boards and roster to Redis, for REST. Redis may be slow, away or emptied: frames do not wait for it."""

from __future__ import annotations

import asyncio
import logging

from contest_engine.model.board import Board
from contest_engine.model.view import Change, View
from leaderboard import roster
from leaderboard.board import Entry
from leaderboard.redis_board import RedisBoard
from realtime.protocol.rooms import Audience
from realtime.runtime.errors import Unavailable
from realtime.storage.redis import Redis

log = logging.getLogger(__name__)

RETRY_SECONDS = 0.5


class ReadModel:
    """`note` collects what changed; `run` writes it, many changes at once when Redis is slow."""

    def __init__(self, redis: Redis, contest: str, board: Board, epoch: int) -> None:
        self._redis = redis
        self._contest = contest
        self._board = board
        self._epoch = epoch
        self._changed: dict[Audience, set[int]] = {audience: set() for audience in board.views}
        self._renamed: set[int] = set()
        self._written: dict[Audience, int | None] = dict.fromkeys(board.views)
        """Log sequence each board in Redis is at, as far as we know; None: it has to be replaced."""
        self._whole_roster = True
        self._wake = asyncio.Event()
        self.board_at_rest = asyncio.Lock()
        """Held while the board is settled in another thread, and while it is read here."""

    def note(self, changes: dict[Audience, Change], renamed: set[int]) -> None:
        for audience, change in changes.items():
            self._changed[audience] |= change.teams
        self._renamed |= renamed
        for changed in self._changed.values():
            changed |= renamed  # a team that left the board is in no change
        self._wake.set()

    @property
    def is_current(self) -> bool:
        """Whether Redis has all of the settled board."""
        written = all(sequence == self._board.settled for sequence in self._written.values())
        return written and not self._whole_roster and not self._renamed

    async def run(self) -> None:
        """Raises `Fenced` when another engine has taken the contest over."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._write_roster()
                for audience in self._changed:
                    await self._write_board(audience)
            except Unavailable as error:
                log.warning("contest %s: %s", self._contest, error.message)
                self._written = dict.fromkeys(self._written)  # unknown what arrived
                self._whole_roster = True
                self._wake.set()
                await asyncio.sleep(RETRY_SECONDS)

    async def _write_roster(self) -> None:
        async with self.board_at_rest:
            members, gone, whole = self._take_roster()
        if members or whole:
            await roster.write(self._redis, self._contest, members, whole=whole)
        if gone and not whole:
            self._whole_roster = True
            await self._write_roster()

    def _take_roster(self) -> tuple[list[roster.Member], bool, bool]:
        """Members to write, whether a team was withdrawn, and whether the members are all there are."""
        teams = self._board.contest.teams
        numbers = set(range(len(teams))) if self._whole_roster else self._renamed
        whole, self._whole_roster, self._renamed = self._whole_roster, False, set()
        members = [
            roster.Member(n, team.team, team.name, team.organization, team.groups, team.hidden, team.disqualified)
            for n in sorted(numbers)
            if (team := teams[n]) is not None
        ]
        return members, any(teams[n] is None for n in numbers), whole

    async def _write_board(self, audience: Audience) -> None:
        board, since = RedisBoard(self._redis, self._contest, audience), self._written[audience]
        async with self.board_at_rest:
            view, sequence = self._board.views[audience], self._board.settled
            changed, self._changed[audience] = self._changed[audience], set()
            if since == sequence:
                return
            entries = [_entry(view, team) for team in changed if team in view.order] if since is not None else []
            removed = [_id(view, team) for team in changed if team not in view.order]
        if since is None or not await board.update(self._epoch, since, sequence, entries, removed):
            if since is not None:
                log.warning("contest %s: the %s board in Redis is not at the expected sequence; writing it whole", self._contest, audience)
                self._whole_roster = True
                self._wake.set()
            async with self.board_at_rest:
                sequence = self._board.settled
                teams, _ = view.order.page(0, len(view.order))
                everybody = [_entry(view, team) for team in teams]
            await board.update(self._epoch, None, sequence, everybody)
        self._written[audience] = sequence


def _id(view: View, team: int) -> str:
    info = view.contest.teams[team]
    return info.team if info is not None else f"#{team}"


def _entry(view: View, team: int) -> Entry:
    info = view.contest.teams[team]
    assert info is not None  # it is on the board
    return Entry(view.standing(team).key, info.name, info.team, view.row(team), team not in view.contest.unranked)
