"""Statement maker: has judges make the HTML of statements in LaTeX.

TeX is a program of whoever wrote the statement, so it runs where contestants' programs do, in the sandbox of a judge. What comes back is
cleaned like HTML of Markdown and kept with the statement, unless its text has changed meanwhile. Where no judge answers, statements wait,
and readers see their source.
"""

from __future__ import annotations

import asyncio
import logging

import msgspec
from prometheus_client import Counter

from core_api.markup.rendering import cleaned
from core_api.storage import unit_of_work
from core_api.storage.pool import Pool
from core_api.workers.leased_job import Tenure
from realtime.backbone import Backbone
from realtime.protocol import subjects
from realtime.protocol.latex import LatexResult, LatexSource
from realtime.runtime.errors import Unavailable

log = logging.getLogger(__name__)

EVERY_SECONDS = 1.0
AWAY_SECONDS = 10.0
"""Until the next question when no judge could be asked, or none had time."""
ANSWER_SECONDS = 40.0
"""Longest wait for a judge: one that is busy with submissions remembers what it made later."""

MADE = Counter("podium_statements_typeset_total", "Statements in LaTeX that became HTML, or cannot", ["outcome"])


class StatementMaker:
    def __init__(self, pool: Pool, backbone: Backbone) -> None:
        self._pool = pool
        self._backbone = backbone

    async def run(self, _: Tenure) -> None:
        while True:
            try:
                made = await self.make_next()
            except Unavailable as error:
                log.info("statements in LaTeX wait: %s", error.message)
                await asyncio.sleep(AWAY_SECONDS)
            else:
                await asyncio.sleep(0 if made else EVERY_SECONDS)

    async def make_next(self) -> bool:
        """False: there is none. Those that were asked for already come last, so that none holds up others. Raises `Unavailable`."""
        async with unit_of_work.begin(self._pool) as work:
            row = await work.connection.fetchrow(
                "update statements set asked_at = now() where (problem_id, language) ="
                " (select problem_id, language from statements where format = 'latex' and html is null"
                " order by asked_at nulls first, updated_at limit 1) returning problem_id, language, source"
            )
        if row is None:
            return False
        problem, language, source = row
        question = msgspec.json.encode(LatexSource(source))
        reply = await self._backbone.request(subjects.ASK_LATEX, question, timeout=ANSWER_SECONDS)
        result = msgspec.json.decode(reply.payload, type=LatexResult)
        if result.busy:
            raise Unavailable("the judge is busy")
        html = await cleaned(result.html)
        await self._keep(problem, language, source, html, result)
        return True

    async def _keep(self, problem: str, language: str, source: str, html: str, result: LatexResult) -> None:
        async with unit_of_work.begin(self._pool) as work:
            done = await work.connection.execute(
                "update statements set html = $4, note = $5 where problem_id = $1 and language = $2 and source = $3"
                " and format = 'latex' and html is null",
                problem,
                language,
                source,
                html,
                _note(html, result),
            )
            if done == "UPDATE 1":
                work.changed("problem", problem)
        outcome = "made" if html else "refused"
        MADE.labels(outcome).inc()
        log.info("statement in LaTeX: %s", outcome, extra={"problem_id": problem, "language": language, "fault": result.fault})


def _note(html: str, result: LatexResult) -> str:
    if not html:
        return f"This statement is in LaTeX and cannot be typeset: {result.fault or 'it shows nothing'}. You see its source."
    return f"not understood: {', '.join(result.unknown)}" if result.unknown else ""
