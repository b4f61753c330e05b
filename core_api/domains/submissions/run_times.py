"""How fast an accepted program is beside those of others: the share of them that take longer on the same version, in the same language.

Compared are the best times of those whose programs everybody may know of: practice, and contests that are over with nothing frozen, but not
of hidden teams. Each team counts once, whatever it sends. The sample is of the newest `SAMPLE` accepted programs: a popular problem costs
no more than others.
"""

from __future__ import annotations

import math
from functools import partial

import msgspec

from core_api.domains.contests.service import ContestService
from core_api.domains.submissions.store import SubmissionRow
from core_api.storage import changes, rows
from core_api.storage.caches import Cache, Caches
from core_api.storage.caches.two_level import Times
from core_api.storage.replica import Reader
from core_api.storage.visibility import CONTEST_IS_OPEN, SUBMISSION_IN_CONTEST_IS_SHOWN

SAMPLE = 5000
"""Accepted programs that are looked at, the newest."""
FEWEST = 5
"""Others that a share needs: of fewer it says little, and too much of each of them."""
TIMES = Times(local=30.0, shared=300)
"""How long a sample is kept: others may be missing in it for so long."""


class BestTime(msgspec.Struct, frozen=True):
    team_id: str
    run_time_ms: int


class RunTimes:
    def __init__(self, reads: Reader, contests: ContestService, caches: Caches) -> None:
        self._reads = reads
        self._contests = contests
        self._cached: Cache[list[BestTime]] = caches.cache("run-times", list[BestTime], TIMES)

    async def faster_than(self, row: SubmissionRow) -> int | None:
        """Percent of the others that take longer. None: not accepted, not known, too few others, or a contest is in the way."""
        if row.verdict != "AC" or row.run_time_ms is None or row.problem_version is None or await self._is_closed(row):
            return None
        key = f"{row.problem_id}:{row.problem_version}:{row.language}"
        best = await self._cached.get(
            key, (changes.tag("problem", row.problem_id),), partial(self._best, row.problem_id, row.problem_version, row.language)
        )
        others = [held.run_time_ms for held in best if held.team_id != row.team_id]
        if len(others) < FEWEST:
            return None
        return math.floor(100 * sum(time > row.run_time_ms for time in others) / len(others))

    async def _is_closed(self, row: SubmissionRow) -> bool:
        """Whether a contest runs with this problem, or that of the submission still hides something."""
        if await self._contests.uses_now(row.problem_id, row.user_id):
            return True
        if row.contest_id is None:
            return False
        return not await self._reads.fetchval(f"select {CONTEST_IS_OPEN} from contests c where id = $1", row.contest_id)

    async def _best(self, problem: str, version: int, language: str) -> list[BestTime]:
        found = await self._reads.fetch(
            "select s.team_id, min(s.run_time_ms) as run_time_ms from ("
            "select team_id, contest_id, run_time_ms from submissions where problem_id = $1 and problem_version = $2 and language = $3"
            " and verdict = 'AC' and state = 'done' and run_time_ms is not null and not reused order by id desc limit $4) s"
            " left join contests c on c.id = s.contest_id"
            f" where s.contest_id is null or {SUBMISSION_IN_CONTEST_IS_SHOWN} group by s.team_id",
            problem,
            version,
            language,
            SAMPLE,
        )
        return rows.structs(BestTime, found)
