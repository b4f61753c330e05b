"""Accepting submissions: from the moment `submit` returns, a submission is never lost."""

from __future__ import annotations

import logging
import time as clock

from core_api.domains.contests.service import Admission, ContestService
from core_api.domains.problems.service import PackageName, ProblemService
from core_api.domains.submissions import feedback
from core_api.domains.submissions.models import MAX_SOURCE, NewSubmission, Result, Submission
from core_api.domains.submissions.store import SubmissionRow, Submissions
from core_api.router.idempotency import IdempotencyKey
from core_api.router.limits import Limit, Quota
from core_api.storage import unit_of_work
from realtime.languages import AVAILABLE_KEY, LANGUAGES
from realtime.protocol.events import SubmissionReceived, SubmissionWithdrawn
from realtime.protocol.subjects import PRACTICE
from realtime.runtime import ids, logs, tracing
from realtime.runtime.errors import Conflict, Invalid, NotFound, TooLarge, Unavailable
from realtime.security.tokens import Claims
from realtime.security.vault import Vault
from realtime.storage import judgements, sources
from realtime.storage import redis_commands as commands
from realtime.storage.documents import Documents
from realtime.storage.judge_queue import JudgeTask
from realtime.storage.redis import Redis

log = logging.getLogger(__name__)

PER_MINUTE = Limit("submit-minute", 10, 60)
PER_DAY = Limit("submit-day", 100, 24 * 3600)


class SubmissionService:
    def __init__(
        self,
        submissions: Submissions,
        contests: ContestService,
        problems: ProblemService,
        documents: Documents,
        vault: Vault,
        redis: Redis,
    ) -> None:
        self._submissions = submissions
        self._contests = contests
        self._problems = problems
        self._documents = documents
        self._vault = vault.only("source", "judgement")
        self._redis = redis

    async def submit(
        self, given: NewSubmission, user: Claims, contest: str | None, key: IdempotencyKey | None, quota: Quota
    ) -> tuple[Submission, bool]:
        """Accepts a submission. The flag is False when one with this idempotency key was accepted before.

        Order: source into the document store, then one transaction with index, log event and judge request. A source
        whose transaction never happened is an orphan that nobody refers to.
        """
        if key is not None and (known := await self._accepted_under(key, user)) is not None:
            return known, False
        source = given.source.encode()
        if len(source) > MAX_SOURCE:
            raise TooLarge(f"source may have {MAX_SOURCE} bytes, this has {len(source)}", field="source")
        await self._check_language(given.language)
        id = ids.new()
        with logs.about(id), tracing.span("submit"):
            package, admission = await self._admit(given.problem_id, user, contest)
            await quota.take()
            where, queue = contest or PRACTICE, "contest" if contest else "premium" if "premium" in user.roles else "regular"
            task = _task(id, given, user, where, package, admission)
            await sources.keep(self._documents, self._vault, task, source)
            received = SubmissionReceived(id, user.sub, given.problem_id, admission.time, given.language)
            async with unit_of_work.begin(self._submissions.pool) as work:
                added = await self._submissions.add(
                    work,
                    id=id,
                    contest=contest,
                    problem=given.problem_id,
                    user=user.sub,
                    language=given.language,
                    size=len(source),
                    time=admission.time if contest else None,
                    key=key,
                    task=task,
                    queue=queue,
                )
                if added:
                    work.log_events(where, f"submission:{id}", received)
                    work.judge(task, queue)
            if not added:  # the same key at the same time: the other one won
                known = await self._accepted_under(key, user) if key is not None else None
                assert known is not None
                return known, False
            log.info("accepted", extra={"contest_id": contest, "problem_id": given.problem_id, "language": given.language})
        row = await self._submissions.get(id)
        assert row is not None
        return _submission(row), True

    async def _accepted_under(self, key: IdempotencyKey, user: Claims) -> Submission | None:
        """Raises `KeyReused` when the key was used for another request."""
        row = await self._submissions.by_key(user.sub, key.value)
        if row is None:
            return None
        key.check(row.idempotency_fingerprint)
        return _submission(row)

    async def _check_language(self, language: str) -> None:
        if language not in LANGUAGES:
            raise Invalid(f"language must be one of {', '.join(LANGUAGES)}", field="language")
        try:
            offered = await self.languages()
        except Unavailable:  # nobody knows: a judge that has it may take the submission later
            return
        if offered and language not in offered:
            raise Invalid(f"no judge here has {LANGUAGES[language].name}; it offers {', '.join(offered)}", field="language")

    async def languages(self) -> dict[str, str]:
        """Language ids and versions of the judges that are up; empty when none is."""
        found = await self._redis.run(commands.hgetall(AVAILABLE_KEY))
        return {key.decode(): value.decode() for key, value in sorted(found.items())}

    async def _admit(self, problem: str, user: Claims, contest: str | None) -> tuple[PackageName, Admission]:
        """What to judge with, and the contest's leave. Raises when this user may not submit this now."""
        package = await self._problems.package(problem, seen_by=None if contest else user)
        if contest is not None:
            admission = await self._contests.admit(contest, user.sub, problem)
        else:
            admission = Admission(0, run_all_tests=False, feedback="tests")
        if package is None:
            raise NotFound(f"there is no problem {problem!r}", field="problem_id")
        if contest is None and await self._contests.uses_now(problem):  # else one could try it out for no penalty
            raise Conflict("this problem is part of a running contest: submit there", field="problem_id")
        return package, admission

    async def get(self, id: str, reader: Claims) -> Submission:
        return _submission(await self._readable(id, reader))

    async def result(self, id: str, reader: Claims) -> Result:
        row = await self._readable(id, reader)
        found = await judgements.load(self._documents, self._vault, row.id, row.judgement_id) if row.judgement_id else None
        if found is None:
            return Result(_submission(row), "", [])
        if reader.is_jury:
            return Result(_submission(row), found.compile_log, list(found.tests))
        allowed = "tests" if row.contest_id is None else (await self._contests.settings(row.contest_id)).feedback
        return Result(_submission(row), found.compile_log, feedback.shown(found.tests, allowed))

    async def mine(self, reader: Claims, contest: str | None, before: str | None, limit: int) -> list[Submission]:
        return [_submission(row) for row in await self._submissions.of_user(reader.sub, contest, before, limit)]

    async def withdraw(self, id: str) -> None:
        """Deletes a submission and removes it from scoring. Its source and verdict stay for the jury's records."""
        async with unit_of_work.begin(self._submissions.pool) as work:
            row = await self._submissions.delete(work, id)
            if row is None:
                raise NotFound(f"there is no submission {id!r}", field="submission_id")
            if row.contest_id is not None:
                work.log_events(row.contest_id, f"withdraw:{id}", SubmissionWithdrawn(id))
        log.info("deleted", extra={"submission_id": id})

    async def _readable(self, id: str, reader: Claims) -> SubmissionRow:
        row = await self._submissions.get(id)
        if row is None or (row.user_id != reader.sub and not reader.is_admin):
            raise NotFound(f"there is no submission {id!r}", field="submission_id")
        return row


def _task(id: str, given: NewSubmission, user: Claims, where: str, package: PackageName, admission: Admission) -> JudgeTask:
    return JudgeTask(
        submission=id,
        judgement=f"{id}-1",
        problem=f"{given.problem_id}/{package.version}",
        package=package.key,
        language=given.language,
        contest=where,
        team=user.sub,
        time=admission.time,
        accepted=round(clock.time() * 1000),
        request=logs.request_id.get(),
        trace=tracing.carry(),
        run_all_tests=admission.run_all_tests,
        hide_tests=admission.feedback == "verdict",
    )


def _submission(row: SubmissionRow) -> Submission:
    return Submission(
        id=row.id,
        contest_id=row.contest_id,
        problem_id=row.problem_id,
        user_id=row.user_id,
        language=row.language,
        source_bytes=row.source_bytes,
        contest_time=row.contest_time_ms,
        state=row.state,
        verdict=row.verdict,
        created_at=row.created_at,
        judged_at=row.judged_at,
    )
