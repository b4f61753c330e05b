"""Results as documents: CSV (RFC 4180) and one static page. Pure.

Names come from teams. In CSV, a text that a spreadsheet would take for a formula is led by an apostrophe; in the page, everything
is escaped, and its Content-Security-Policy allows nothing but its own style sheet.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import io
import re

from core_api.domains.results.models import ProblemResult, Results, TeamResult

_FORMULA = re.compile(r"(^|;\s*)(?=\s*[=+\-@\t\r\n])")
STYLE = """
:root { color-scheme: light dark; --line: #ccc; --solved: #d8f3dc; }
@media (prefers-color-scheme: dark) { :root { --line: #444; --solved: #1b4332; } }
body { font: 15px/1.4 system-ui, sans-serif; margin: 2rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem; text-align: left; vertical-align: top; }
td small { display: block; opacity: .75; }
.solved { background: var(--solved); }
@media print {
  :root { color-scheme: light; --line: #999; --solved: #eee; }
  body { font-size: 10px; margin: 0; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
}
"""
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
    ),
    "X-Content-Type-Options": "nosniff",
}


def as_csv(results: Results) -> bytes:
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator="\r\n")
    head = ["rank", "team_id", "team", "organization", "groups", "disqualified", "solved", "penalty", "score", "awards"]
    lines.writerow(_guarded([*head, *(f"{label} {what}" for label in results.problems for what in ("tries", "time", "score"))]))
    for team in results.teams:
        row: list[object] = [team.rank, team.team_id, team.name, team.organization, "; ".join(team.groups)]
        row += ["yes" if team.disqualified else "", team.solved, team.penalty, team.score, "; ".join(team.awards)]
        for problem in team.problems:
            row += [problem.tries, problem.time, problem.score]
        lines.writerow(_guarded(row))
    return text.getvalue().encode()


def _guarded(cells: list[object]) -> list[object]:
    """Numbers stay as they are. A semicolon begins a cell too where it is what separates cells."""
    return [_FORMULA.sub(r"\1'", cell) if isinstance(cell, str) else cell for cell in cells]


def as_page(results: Results) -> bytes:
    title = f"{html.escape(results.name or results.contest_id)}: {'results' if results.final else 'results, not official yet'}"
    labels = "".join(f"<th scope='col'>{html.escape(label)}</th>" for label in results.problems)
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title><style>{STYLE}</style></head><body><h1>{title}</h1><table><thead><tr>",
        "<th scope='col'>Rank</th><th scope='col'>Team</th><th scope='col'>Score</th><th scope='col'>Penalty</th>",
        f"{labels}<th scope='col'>Awards</th></tr></thead><tbody>",
        *map(_line, results.teams),
        "</tbody></table></body></html>",
    ]
    return "\n".join(parts).encode()


def _line(team: TeamResult) -> str:
    about = html.escape(", ".join(filter(None, (team.organization, *team.groups, "disqualified" if team.disqualified else ""))))
    score = team.solved if team.score is None else f"{team.score:.12g}"
    cells = "".join(map(_cell, team.problems))
    awards = html.escape(", ".join(team.awards))
    return (
        f"<tr><td>{_or_nothing(team.rank)}</td><th scope='row'>{html.escape(team.name)}<small>{about}</small></th>"
        f"<td>{_or_nothing(score)}</td><td>{_or_nothing(team.penalty)}</td>{cells}<td>{awards}</td></tr>"
    )


def _cell(problem: ProblemResult) -> str:
    if not problem.tries and not problem.pending:
        return "<td></td>"
    shown = problem.time if problem.score is None else f"{problem.score:.12g}"
    tries = f"{problem.tries} + {problem.pending}" if problem.pending else str(problem.tries)
    mark = " class='solved'" if problem.solved else ""
    return f"<td{mark}>{_or_nothing(shown)}<small>{tries}</small></td>"


def _or_nothing(value: object) -> object:
    return "" if value is None else value
