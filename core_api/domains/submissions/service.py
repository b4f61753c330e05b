"""Accepting submissions: from the moment `submit` returns, a submission is never lost."""

from __future__ import annotations

import logging
import math
import time as clock
from functools import partial

import msgspec

from core_api.domains.contests.service import ContestService
from core_api.domains.problems.service import PackageName, ProblemService
from core_api.domains.registrations.service import Admission, RegistrationService
from core_api.domains.submissions import feedback
from core_api.domains.submissions.acceptance import Acceptance
from core_api.domains.submissions.models import (
    NewSubmission,
    Result,
    Submission,
    SubmissionPage,
    SubmissionQuery,
)
from core_api.domains.submissions.reuse import Reuse
from core_api.domains.submissions.run_times import RunTimes
from core_api.domains.submissions.source_files import Submitted, submitted
from core_api.domains.submissions.store import AcceptedRow, SubmissionRow, Submissions
from core_api.platform import Platform
from core_api.router.idempotency import IdempotencyKey
from core_api.router.limits import Limit, Quota
from core_api.router.pages import Cursor, PageQuery
from core_api.storage import changes, unit_of_work
from core_api.storage.caches import Cache
from core_api.storage.caches.two_level import Times
from realtime.languages import AVAILABLE_KEY, LANGUAGES
from realtime.protocol.events import SubmissionWithdrawn
from realtime.protocol.subjects import PRACTICE
from realtime.runtime import ids, logs, tracing
from realtime.runtime.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from realtime.security.tokens import Claims
from realtime.storage import judgements, sources
from realtime.storage import redis_commands as commands
from realtime.storage.judge_queue import JudgeTask
from realtime.storage.judgements import Judgement

log = logging.getLogger(__name__)

CURSOR: Cursor[str] = Cursor("submissions", str)
PER_MINUTE = Limit("submit-minute", 10, 60)
PER_DAY = Limit("submit-day", 100, 24 * 3600)


OFFERED_SECONDS = 1.0
"""How old the list of languages may be that a submission is held against: each judge writes it every few seconds."""
TIMES = Times(local=5.0, shared=3600)
"""How long a result is kept at most, should every word of a rejudging get lost."""


BY_CONTEST = PackageName(0, "")
"""What a submission in a contest is judged with is known in the transaction that accepts it."""


class Judged(msgspec.Struct, frozen=True):
    """A submission with its judgement, if it has one."""

    row: SubmissionRow
    judgement: Judgement | None


class SubmissionService:
    def __init__(
        self,
        submissions: Submissions,
        contests: ContestService,
        registrations: RegistrationService,
        problems: ProblemService,
        acceptance: Acceptance,
        run_times: RunTimes,
        platform: Platform,
    ) -> None:
        self._submissions = submissions
        self._contests = contests
        self._registrations = registrations
        self._problems = problems
        self._acceptance = acceptance
        self._documents = platform.documents
        self._vault = platform.vault.only("source", "judgement")
        self._redis = platform.redis
        self._run_times = run_times
        self._reuse = Reuse(submissions, self._documents, self._vault)
        self._offered: dict[str, str] = {}
        self._offered_until = 0.0
        self._cached: Cache[Judged] = platform.caches.cache("result", Judged, TIMES, sealed=True)

    async def submit(
        self, given: NewSubmission, user: Claims, address: str, contest: str | None, key: IdempotencyKey | None, quota: Quota
    ) -> tuple[Submission, bool]:
        """Accepts a submission. The flag is False when one with this idempotency key was accepted before.

        Order: source into the document store, then one transaction with index, log event and judge request. A source
        whose transaction never happened is an orphan that nobody refers to.
        """
        if key is not None and (known := await self._accepted_under(key, user)) is not None:
            return known, False
        program = submitted(given)
        await self.check_language(program.language)
        id = ids.new()
        with logs.about(id), tracing.span("submit"):
            package, admission = await self._admit(given.problem_id, user, address, contest)
            await quota.take()
            where, queue = contest or PRACTICE, "contest" if contest else "premium" if "premium" in user.roles else "regular"
            task = _task(id, given.problem_id, program, where, package, admission)
            source_key = None if contest else self._reuse.key(given.problem_id, package.key, program.language, program.files)
            reused = await self._reuse.find(source_key) if source_key is not None else None
            await sources.keep(self._documents, self._vault, task, program.stored)
            if reused is not None:
                await self._reuse.keep(reused, id, task.judgement)
            new = AcceptedRow(
                id=id,
                contest=contest,
                problem=given.problem_id,
                version=package.version,
                user=user.sub,
                team=admission.team,
                language=program.language,
                size=program.size,
                time=admission.time if contest else None,
                key=key,
                task=task,
                queue=queue,
                source_key=source_key,
                judged_before=None if reused is None else reused.first,
            )
            row = await self._acceptance.accept(new)
            if row is None:  # the same key at the same time: the other one won
                known = await self._accepted_under(key, user) if key is not None else None
                assert known is not None
                return known, False
            log.info("accepted", extra={"contest_id": contest, "problem_id": given.problem_id, "language": program.language})
        return shown(row), True

    async def _accepted_under(self, key: IdempotencyKey, user: Claims) -> Submission | None:
        """Raises `KeyReused` when the key was used for another request."""
        row = await self._submissions.by_key(user.sub, key.value)
        if row is None:
            return None
        key.check(row.idempotency_fingerprint)
        return shown(row)

    async def check_language(self, language: str) -> None:
        """Raises `Invalid` for one that does not exist, or that no judge has."""
        if language not in LANGUAGES:
            raise Invalid(f"language must be one of {', '.join(LANGUAGES)}", field="language")
        now = clock.monotonic()
        if now >= self._offered_until:
            try:
                self._offered = await self.languages()
            except Unavailable:  # nobody knows: a judge that has it may take the submission later
                return
            self._offered_until = now + OFFERED_SECONDS
        offered = self._offered
        if offered and language not in offered:
            raise Invalid(f"no judge here has {LANGUAGES[language].name}; it offers {', '.join(offered)}", field="language")

    async def languages(self) -> dict[str, str]:
        """Language ids and versions of the judges that are up; empty when none is."""
        found = await self._redis.run(commands.hgetall(AVAILABLE_KEY))
        return {key.decode(): value.decode() for key, value in sorted(found.items())}

    async def _admit(self, problem: str, user: Claims, address: str, contest: str | None) -> tuple[PackageName, Admission]:
        """What to judge with outside of contests, and the contest's leave. Raises when this user may not submit this now."""
        if contest is not None:
            return BY_CONTEST, await self._registrations.admit(contest, user.sub, problem, address)
        await self._problems.check_readable(problem, user)
        package = await self._problems.package(problem)
        if package is None:
            raise NotFound(f"there is no problem {problem!r}", field="problem_id")
        if await self._contests.uses_now(problem, user.sub):  # else one could try it out for no penalty
            raise Conflict("this problem is part of a running contest: submit there", field="problem_id")
        return package, Admission(user.sub, 0, run_all_tests=False, feedback="tests")

    async def get(self, id: str, reader: Claims) -> Submission:
        return shown(await self.readable(id, reader))

    async def result(self, id: str, reader: Claims) -> Result:
        judged = await self._cached.get(id, (changes.tag("submission", id),), partial(self._judged, id), _lasts)
        row, found = judged.row, judged.judgement
        await self._check_readable(row, reader)
        if found is None:
            return Result(shown(row), "", [])
        if reader.is_jury_of(row.contest_id):
            return Result(shown(row), found.compile_log, list(found.tests), await self._run_times.faster_than(row))
        allowed = "tests" if row.contest_id is None else (await self._contests.settings(row.contest_id)).feedback
        faster_than = await self._run_times.faster_than(row) if allowed == "tests" else None  # else times of hidden tests are nobody's
        return Result(shown(row), found.compile_log, feedback.shown(found.tests, allowed), faster_than)

    async def _judged(self, id: str) -> Judged:
        row = await self._submissions.get(id)
        if row is None:
            raise _not_found(id)
        found = await judgements.load(self._documents, self._vault, row.id, row.judgement_id) if row.judgement_id else None
        return Judged(row, found)

    async def mine(self, reader: Claims, wanted: SubmissionQuery) -> SubmissionPage:
        before = CURSOR.read(wanted.cursor)
        return _page(await self._submissions.of_user(reader.sub, wanted.contest, before, wanted.limit + 1), wanted)

    async def mine_to(self, problem: str, reader: Claims, wanted: PageQuery) -> SubmissionPage:
        """In contests and outside of them."""
        before = CURSOR.read(wanted.cursor)
        return _page(await self._submissions.of_user(reader.sub, None, before, wanted.limit + 1, problem=problem), wanted)

    async def of_own_team(self, contest: str, reader: Claims, wanted: PageQuery) -> SubmissionPage:
        """What all members of the reader's team have sent in a contest."""
        team = await self._registrations.team_of(contest, reader.sub)
        if team is None:
            raise Forbidden("join the contest first")
        return _page(await self._submissions.of_team(contest, team, CURSOR.read(wanted.cursor), wanted.limit + 1), wanted)

    async def withdraw(self, id: str, jury: Claims) -> None:
        """Deletes a submission and removes it from scoring. Its source and verdict stay for the jury's records."""
        async with unit_of_work.begin(self._submissions.pool) as work:
            row = await self._submissions.delete(work, id)
            if row is None or not jury.is_jury_of(row.contest_id):  # what was changed is rolled back
                raise NotFound(f"there is no submission {id!r}", field="submission_id")
            if row.contest_id is not None:
                await self._contests.locked(work, row.contest_id)  # raises when the result is final
                work.log_events(row.contest_id, f"withdraw:{id}", SubmissionWithdrawn(id))
                work.tell_desk(row.contest_id, "submissions")
            fields = {"contest": row.contest_id, "user": row.user_id, "problem": row.problem_id, "verdict": row.verdict}
            work.audit("submission", id, before=fields)
        log.info("deleted", extra={"submission_id": id})

    async def readable(self, id: str, reader: Claims) -> SubmissionRow:
        """Raises `NotFound` for who may not see it, too."""
        row = await self._submissions.get(id)
        if row is None:
            raise _not_found(id)
        await self._check_readable(row, reader)
        return row

    async def _check_readable(self, row: SubmissionRow, reader: Claims) -> None:
        """Raises `NotFound`: others are not told that it exists."""
        if row.user_id == reader.sub or reader.is_jury_of(row.contest_id):
            return
        if row.contest_id is None or await self._registrations.team_of(row.contest_id, reader.sub) != row.team_id:
            raise _not_found(row.id)


def _not_found(id: str) -> NotFound:
    return NotFound(f"there is no submission {id!r}", field="submission_id")


def _lasts(judged: Judged) -> float:
    """Only what is finished is kept: until then every reader wants the state of now."""
    return math.inf if judged.row.state == "done" and judged.judgement is not None else 0


def _task(id: str, problem: str, program: Submitted, where: str, package: PackageName, admission: Admission) -> JudgeTask:
    return JudgeTask(
        submission=id,
        judgement=f"{id}-1",
        problem=f"{problem}/{package.version}",
        package=package.key,
        language=program.language,
        files=program.named,
        contest=where,
        team=admission.team,
        time=admission.time,
        accepted=round(clock.time() * 1000),
        request=logs.request_id.get(),
        trace=tracing.carry(),
        run_all_tests=admission.run_all_tests,
        hide_tests=admission.feedback == "verdict",
    )


def _page(rows: list[SubmissionRow], wanted: PageQuery) -> SubmissionPage:
    """`rows`: the newest first, and one more than the page has."""
    found, more = CURSOR.cut(rows, wanted.limit, lambda row: row.id)
    return SubmissionPage(submissions=[shown(row) for row in found], next=more)


def shown(row: SubmissionRow) -> Submission:
    return Submission(
        id=row.id,
        contest_id=row.contest_id,
        problem_id=row.problem_id,
        user_id=row.user_id,
        team_id=row.team_id,
        language=row.language,
        source_bytes=row.source_bytes,
        contest_time=row.contest_time_ms,
        state=row.state,
        verdict=row.verdict,
        reused=row.reused,
        reused_from=row.reused_from,
        created_at=row.created_at,
        judged_at=row.judged_at,
    )
