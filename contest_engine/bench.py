"""How fast the engine is: `python -m contest_engine.bench --teams 100000 --json`. Run by hand; noisy machines: compare ratios."""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import time

from contest_engine.app import spare_the_collector
from contest_engine.board import Board
from contest_engine.publisher import Publisher
from realtime import events

MINUTE = 60_000
PROBLEMS = tuple(events.Problem(f"p{n}", chr(65 + n), f"Problem {n}") for n in range(12))
BATCH = 100
"""Events in one message of the log."""


def log_of(teams: int, verdicts: int, seed: int = 1) -> list[bytes]:
    """A contest's log: frame, teams, then submissions with their verdicts in order of time."""
    rng = random.Random(seed)
    frame = events.ContestConfigured(name="Bench", duration=300 * MINUTE, freeze=240 * MINUTE, problems=PROBLEMS)
    flat: list[events.Event] = [frame]
    flat += [events.TeamJoined(f"t{n}", f"Team {n}") for n in range(teams)]
    for number in range(verdicts):
        at = number * 300 * MINUTE // verdicts
        flat.append(events.SubmissionReceived(f"s{number}", f"t{rng.randrange(teams)}", f"p{rng.randrange(12)}", at))
        flat.append(events.VerdictReached(f"j{number}", f"s{number}", "AC" if rng.random() < 0.35 else "WA", at))
    return [events.encode(*flat[start : start + BATCH]) for start in range(0, len(flat), BATCH)]


def measure(teams: int, verdicts: int, per_tick: int) -> dict[str, float]:
    """Figures of one contest; CPU seconds of this process."""
    log = log_of(teams, verdicts)
    setup = (teams + 1) // BATCH + 1
    spare_the_collector()
    board = Board()
    publisher = Publisher("bench", board, 1)
    before = _resident()
    began = time.process_time()
    for sequence, payload in enumerate(log[:setup], 1):
        board.apply(sequence, events.decode(payload))
    board.settle()
    joined = time.process_time() - began
    began, ticks, settling = time.process_time(), 0, 0.0
    for sequence, payload in enumerate(log[setup:], setup + 1):
        board.apply(sequence, events.decode(payload))
        if sequence * BATCH // 2 % per_tick < BATCH // 2:
            at = time.process_time()
            board.settle()
            settling += time.process_time() - at
            ticks += 1
    board.settle()
    spent = time.process_time() - began
    began, again = time.process_time(), Board()
    for sequence, payload in enumerate(log, 1):
        again.apply(sequence, events.decode(payload))
    again.settle()
    rebuilt = time.process_time() - began
    del again
    list(publisher.frames({audience: view.settle(set(), set(), True) for audience, view in board.views.items()}))
    board.apply(10**9, [events.SubmissionReceived("one", "t0", "p0", MINUTE), events.VerdictReached("one", "one", "AC", MINUTE)])
    at = time.process_time()
    frames = list(publisher.frames(board.settle()))
    one = time.process_time() - at
    return {
        "teams": teams,
        "verdicts": verdicts,
        "verdicts_per_second": round(verdicts / spent),
        "settling_share": round(settling / spent, 3),
        "ticks": ticks,
        "join_seconds": round(joined, 3),
        "log_events": (len(log) - 1) * BATCH + len(events.decode(log[-1])),
        "rebuild_seconds": round(rebuilt, 3),
        "one_verdict_tick_ms": round(one * 1000, 3),
        "one_verdict_tick_frames": len(frames),
        "bytes_per_team": round((_resident() - before) / teams),
    }


def _resident() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


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
