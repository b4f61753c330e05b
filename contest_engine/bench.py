"""How fast the engine is: `python -m contest_engine.bench --teams 100000 --json`. Run by hand; noisy machines: compare ratios."""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from contest_engine.app import tune_gc
from contest_engine.live import snapshot
from contest_engine.live.publisher import Publisher
from contest_engine.model.board import Board
from realtime.protocol import events
from realtime.protocol.contest_settings import ContestProblem, ContestSettings
from realtime.protocol.frames import TILE
from realtime.protocol.rooms import Audience
from realtime.security.authenticator import Authenticator

MINUTE = 60_000
PROBLEMS = tuple(ContestProblem(f"p{n}", chr(65 + n), f"Problem {n}") for n in range(12))
BATCH = 100
"""Events in one message of the log."""
CONTEST, AUTHENTICATOR = "bench", Authenticator("00" * 32)
AGAIN = 50
"""Single verdicts of which the tick is measured."""


def opening(teams: int) -> list[events.Event]:
    """The contest's settings, and its teams."""
    settings = ContestSettings(name="Bench", duration=300 * MINUTE, freeze=240 * MINUTE, problems=PROBLEMS)
    return [events.ContestConfigured(settings), *(events.TeamJoined(f"t{n}", f"Team {n}") for n in range(teams))]


def sending(teams: int, verdicts: int, seed: int = 1) -> list[tuple[events.SubmissionReceived, events.VerdictReached]]:
    """Submissions with their verdicts, in order of time."""
    rng, pairs = random.Random(seed), []
    for number in range(verdicts):
        at = number * 300 * MINUTE // verdicts
        sent = events.SubmissionReceived(f"s{number}", f"t{rng.randrange(teams)}", f"p{rng.randrange(12)}", at)
        pairs.append((sent, events.VerdictReached(f"j{number}", f"s{number}", "AC" if rng.random() < 0.35 else "WA", at)))
    return pairs


def packed(flat: list[events.Event]) -> list[bytes]:
    return [AUTHENTICATOR.sign(CONTEST, events.encode(*flat[start : start + BATCH])) for start in range(0, len(flat), BATCH)]


def applied(board: Board, payload: bytes) -> None:
    """As a live contest does it with an entry of the log."""
    if AUTHENTICATOR.is_signed(CONTEST, payload):
        board.apply(board.contest.applied + 1, events.decode(payload))


def run(board: Board, log: Iterable[bytes], per_tick: int) -> float:
    """CPU seconds to authenticate, decode, apply and rank, with a tick every so many messages."""
    began = time.process_time()
    for number, payload in enumerate(log, 1):
        applied(board, payload)
        if number % per_tick == 0:
            board.settle()
    board.settle()
    return time.process_time() - began


def measure(teams: int, verdicts: int, per_tick: int) -> dict[str, float]:
    """Figures of one contest; `per_tick` verdicts between two ticks. All times are CPU time of this process."""
    start, pairs = packed(opening(teams)), sending(teams, verdicts)
    ticks = [pairs[at : at + per_tick] for at in range(0, len(pairs), per_tick)]
    sent = [packed([submission for submission, _ in tick]) for tick in ticks]
    judged = [packed([verdict for _, verdict in tick]) for tick in ticks]
    tune_gc()

    before, board = _resident(), Board()
    joined = run(board, start, len(start))
    receiving = judging = 0.0
    for submissions, judgements in zip(sent, judged, strict=True):
        began = time.process_time()
        for payload in submissions:
            applied(board, payload)
        receiving += time.process_time() - began
        judging += run(board, judgements, len(judgements))
    grown = _resident() - before
    result: dict[str, float] = {
        "teams": teams,
        "verdicts": verdicts,
        "join_seconds": round(joined, 3),
        "verdicts_per_second": round(verdicts / judging),
        "verdicts_with_their_submissions_per_second": round(verdicts / (judging + receiving)),
        "bytes_per_team": round(grown / teams),
    }
    for name, followed in (("first_tile", 1), ("all_tiles", teams // TILE + 1)):
        result |= {f"one_verdict_tick_{what}_{name}": value for what, value in _one_verdict(board, teams, followed).items()}
    began = time.process_time()
    saved = snapshot.save(board.contest, 1, "")
    result["snapshot_seconds"] = round(time.process_time() - began, 3)
    result["snapshot_bytes"] = len(saved)
    del board
    began = time.process_time()
    Board(contest=snapshot.restore(saved).contest).settle()
    result["rebuild_from_snapshot_seconds"] = round(time.process_time() - began, 3)

    log = [*start, *(payload for tick in zip(sent, judged, strict=True) for payloads in tick for payload in payloads)]
    result["log_events"] = 1 + teams + 2 * verdicts
    result["rebuild_seconds"] = round(run(Board(), log, 10**9), 3)
    return result


def _one_verdict(board: Board, teams: int, followed: int) -> dict[str, float]:
    """Ticks that tell one accepted try each, of teams from the middle of the board; the mean."""
    publisher, spent, frames = Publisher("bench", board, 1), 0.0, 0
    audiences: tuple[Audience, ...] = tuple(board.views)
    for audience in audiences:
        publisher.follow(audience, range(followed), 0.0)
    list(publisher.frames(board.settle()))
    middle, _ = board.views["jury"].order.page(teams // 2, teams // 2 + AGAIN)
    for number, team in enumerate(middle):
        id_ = f"{followed}-{number}"
        sent = events.SubmissionReceived(id_, f"t{team}", f"p{number % 12}", MINUTE)
        board.apply(board.contest.applied + 1, [sent, events.VerdictReached(id_, id_, "AC", MINUTE)])
        began = time.process_time()
        frames += len(list(publisher.frames(board.settle())))
        spent += time.process_time() - began
    return {"ms": round(1000 * spent / len(middle), 3), "frames": round(frames / len(middle), 1)}


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teams", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--verdicts", type=int, default=200_000)
    parser.add_argument("--per-tick", type=int, default=5000, help="verdicts between two ticks")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    results = [measure(teams, given.verdicts, given.per_tick) for teams in given.teams]
    if given.json:
        print(json.dumps(results, indent=1))
    else:
        for result in results:
            print("  ".join(f"{name} {value}" for name, value in result.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
