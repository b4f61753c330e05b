"""`/submissions/{submission}/source` and `/diff`."""

from __future__ import annotations

from core_api.domains.submissions.models import Diff, DiffQuery, Source
from core_api.domains.submissions.sources import SourceService
from core_api.router.endpoint import endpoint
from core_api.router.limits import Limit
from core_api.router.policies import Policy
from realtime.runtime.errors import Invalid
from realtime.security.tokens import Claims

DIFFS = Limit("diff", 30, 60)
"""Sources of 1,000 lines take a moment to compare."""


class SourceRoutes:
    """Source code of submissions."""

    def __init__(self, sources: SourceService) -> None:
        self._sources = sources

    @endpoint("GET /submissions/{submission}/source", Policy.OWNER)
    async def source(self, submission: str, caller: Claims) -> Source:
        """The source of a submission, for whoever sent it, their team and the contest's jury."""
        return await self._sources.source(submission, caller)

    @endpoint("GET /submissions/{submission}/diff", Policy.OWNER, limits=(DIFFS,), errors=(Invalid,))
    async def diff(self, submission: str, query: DiffQuery, caller: Claims) -> Diff:
        """What was changed since an earlier submission of the same team to the same problem, for those who may read the source.

        `to`: that submission; without it, the last one before this that is not deleted. The first submission is all new.
        """
        return await self._sources.diff(submission, query.to, caller)
