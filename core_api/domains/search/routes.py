"""`/problems/search` and `/problems/suggest`."""

from __future__ import annotations

from core_api.domains.search.models import FoundProblems, ProblemSearch, Suggestions, SuggestQuery
from core_api.domains.search.service import SearchService
from core_api.router.endpoint import endpoint
from core_api.router.limits import Limit
from core_api.router.policies import Policy
from realtime.runtime.errors import Invalid, Unauthenticated
from realtime.security.tokens import Claims

SEARCH = Limit("search-problems", 300, 60, per="address")
"""A school behind one address, whose pupils look for problems together."""
SUGGEST = Limit("suggest-problems", 1200, 60, per="address")
"""Some for each of those searches, as it is typed."""


class SearchRoutes:
    """Search for problems: full text with facets, highlights and completion, of what everybody sees."""

    def __init__(self, search: SearchService) -> None:
        self._search = search

    @endpoint("GET /problems/search", Policy.ANYONE, limits=(SEARCH,), errors=(Invalid, Unauthenticated))
    async def search(self, query: ProblemSearch, caller: Claims | None) -> FoundProblems:
        """A page of the problems with all words of `q` in title, tags or statement, the best first: no drafts, and none of a contest
        that has not started.

        Where no problem has the words as they are written, those with words that are alike are found (`corrected`). A changed problem is
        found by what it says now within about a second.
        """
        return await self._search.search(query, caller)

    @endpoint("GET /problems/suggest", Policy.ANYONE, limits=(SUGGEST,), errors=(Invalid,))
    async def suggest(self, query: SuggestQuery) -> Suggestions:
        """Problems with a title or tag in which each word of `q` begins a word, for completion as one types. There is no next page."""
        return await self._search.suggest(query)
