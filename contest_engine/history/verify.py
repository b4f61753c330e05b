"""Verifies an exported log along its hash chain and replays its result, without servers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from contest_engine.history.replay import scoreboard_rows
from contest_engine.model.board import Board
from leaderboard import scoreboard
from realtime.protocol import events
from realtime.protocol.chain import Chain, Line
from realtime.runtime.errors import Damaged

_decoder = msgspec.json.Decoder(Line)


class Verified(NamedTuple):
    entries: int
    hash: str
    final: bool
    """Whether the contest was finalized."""
    rows: list[scoreboard.ScoreboardRow]
    """The jury's standings that the log gives."""
    names: dict[str, str]


def verify(lines: Iterable[bytes]) -> Verified:
    """Raises `Damaged` naming the first line that does not fit the chain or cannot be read."""
    chain, board, entries = Chain(), Board(["jury"]), 0
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        try:
            line = _decoder.decode(raw)
            batch = events.decode(bytes(line.batch))
        except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
            raise Damaged(f"line {number} is not an entry of a log: {error}") from None
        if chain.add(bytes(line.batch)) != line.hash:
            raise Damaged(f"line {number}: the chain is broken; this entry, or one before it, was changed, added or left out")
        board.apply(line.sequence, batch)
        entries += 1
    if not entries:
        raise Damaged("the log is empty")
    board.settle()
    contest = board.contest
    names = {team.team: team.name for team in contest.teams if team}
    return Verified(entries, chain.hash, contest.final, scoreboard_rows(board.views["jury"]), names)
