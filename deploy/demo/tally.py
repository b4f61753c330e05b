"""What a simulated contest has come to: counts of verdicts, surprises, the final standings as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from deploy.local.console import say

SHOWN_ROWS = 10


class Tally:
    """Counts what was sent and judged, and keeps every result that differs from what the program deserves."""

    def __init__(self) -> None:
        self.sent = 0
        self.verdicts: Counter[str] = Counter()
        self.surprises: list[str] = []

    def judged(self, submission: str, program: str, verdict: str, expected: str) -> None:
        self.verdicts[verdict] += 1
        if verdict != expected:
            self.surprises.append(f"{program} got {verdict}, {expected} was expected ({submission})")

    def progress(self) -> str:
        verdicts = " ".join(f"{verdict} {count}" for verdict, count in sorted(self.verdicts.items()))
        return f"{self.sent} sent, {self.verdicts.total()} judged ({verdicts})"

    def report(self) -> None:
        verdicts = ", ".join(f"{count} {verdict}" for verdict, count in self.verdicts.most_common())
        say(f"{self.sent} programs were sent, {self.verdicts.total()} judged: {verdicts}")
        for surprise in self.surprises:
            say(f"NOT AS EXPECTED: {surprise}")


def print_standings(board: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """The first rows of a leaderboard, as a table on standard output."""
    table = Table(title="Final standings")
    for heading in ("#", "team", "solved", "time"):
        table.add_column(heading, justify="left" if heading == "team" else "right")
    for row in board["rows"][:SHOWN_ROWS]:
        table.add_row(str(row["rank"]), names[row["team_id"]], str(row["score"]["num_solved"]), str(row["score"]["total_time"]))
    Console().print(table)
