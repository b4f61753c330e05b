"""`/contests/{contest}/results` and `/contests/{contest}/statistics`."""

from __future__ import annotations

import asyncio

from core_api.domains.results import documents
from core_api.domains.results.models import ContestStatistics, Results, ResultsQuery
from core_api.domains.results.service import ResultService
from core_api.router.endpoint import endpoint
from core_api.router.limits import Limit
from core_api.router.policies import Policy
from core_api.router.responses import Encoded
from realtime.protocol.rooms import Audience
from realtime.runtime.errors import Conflict, Forbidden
from realtime.security.tokens import Claims

RESULTS = Limit("results", 20, 60, per="address")
"""Results are made from the whole log."""


class ResultRoutes:
    """Results of a contest to take away, and what was submitted in numbers."""

    def __init__(self, results: ResultService) -> None:
        self._results = results

    @endpoint("GET /contests/{contest}/results", Policy.ANYONE, limits=(RESULTS,), errors=(Conflict, Forbidden))
    async def results(self, contest: str, query: ResultsQuery, caller: Claims | None) -> Results:
        """Standings with teams and awards, once the contest is over and its freeze lifted; the jury's board, for the jury, at any time."""
        return await self._made(contest, query.audience, caller)

    @endpoint(
        "GET /contests/{contest}/results.csv",
        Policy.ANYONE,
        limits=(RESULTS,),
        media_type="text/csv; charset=utf-8",
        errors=(Conflict, Forbidden),
    )
    async def table(self, contest: str, query: ResultsQuery, caller: Claims | None) -> Encoded[bytes]:
        """The results as CSV (RFC 4180). A text that a spreadsheet would take for a formula is led by an apostrophe."""
        results = await self._made(contest, query.audience, caller)
        headers = {"Content-Disposition": f'attachment; filename="results-{contest}.csv"', "X-Content-Type-Options": "nosniff"}
        return Encoded(await asyncio.to_thread(documents.as_csv, results), headers)

    @endpoint(
        "GET /contests/{contest}/results.html",
        Policy.ANYONE,
        limits=(RESULTS,),
        media_type="text/html; charset=utf-8",
        errors=(Conflict, Forbidden),
    )
    async def page(self, contest: str, query: ResultsQuery, caller: Claims | None) -> Encoded[bytes]:
        """The results as one page to read and print, without scripts."""
        results = await self._made(contest, query.audience, caller)
        return Encoded(await asyncio.to_thread(documents.as_page, results), documents.HEADERS)

    @endpoint("GET /contests/{contest}/statistics", Policy.ANYONE, errors=(Conflict, Forbidden))
    async def statistics(self, contest: str, query: ResultsQuery, caller: Claims | None) -> ContestStatistics:
        """Submissions, verdicts, languages by problem, up to 5 s old. From the freeze on, verdicts count as pending until it is lifted."""
        _check(query.audience, caller, contest)
        return await self._results.statistics(contest, query.audience, caller)

    async def _made(self, contest: str, audience: Audience, caller: Claims | None) -> Results:
        _check(audience, caller, contest)
        return await self._results.results(contest, audience)


def _check(audience: Audience, caller: Claims | None, contest: str) -> None:
    """Raises `Unauthenticated` or `Forbidden` for what is the jury's."""
    if audience != "public":
        Policy.JURY.admit(caller, contest)
