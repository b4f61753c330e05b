"""Test runs: who may have what run, and reading what became of it."""

from __future__ import annotations

import logging

from core_api.domains.contests.service import ContestService
from core_api.domains.problems.service import PackageName, ProblemService
from core_api.domains.problems.versions import VersionService
from core_api.domains.registrations.service import RegistrationService
from core_api.domains.runs.desk import RunDesk, RunProgress, expires_at
from core_api.domains.runs.models import MAX_INPUT, NewTestRun, RunTest, TestRun
from core_api.domains.submissions.service import SubmissionService
from core_api.domains.submissions.source_files import submitted
from core_api.router.limits import Limit, Quota
from realtime.runtime.errors import Conflict, Invalid, NotFound, TooLarge
from realtime.security.tokens import Claims
from realtime.security.vault import Vault
from realtime.storage import packages, runs
from realtime.storage.documents import Documents
from realtime.storage.runs import RunRequest, RunResult

log = logging.getLogger(__name__)

PER_MINUTE = Limit("run-minute", 10, 60)
PER_HOUR = Limit("run-hour", 120, 3600)


class RunService:
    def __init__(
        self,
        desk: RunDesk,
        problems: ProblemService,
        versions: VersionService,
        contests: ContestService,
        registrations: RegistrationService,
        submissions: SubmissionService,
        documents: Documents,
        vault: Vault,
    ) -> None:
        self._desk = desk
        self._problems = problems
        self._versions = versions
        self._contests = contests
        self._registrations = registrations
        self._submissions = submissions
        self._documents = documents
        self._vault = vault.only("package")

    async def start(self, wanted: NewTestRun, user: Claims, address: str, quota: Quota) -> TestRun:
        """Raises what is in the way of it, as for a submission, and `Unavailable` while too many wait."""
        program, given = submitted(wanted), None if wanted.input is None else wanted.input.encode()
        if given is not None and len(given) > MAX_INPUT:
            raise TooLarge(f"input may have {MAX_INPUT} bytes, this has {len(given)}", field="input")
        await self._submissions.check_language(program.language)
        package = await self._admit(wanted, user, address)
        if package is not None:
            await self._check_possible(wanted, program.language, package)
        key = "" if package is None else package.key
        request = RunRequest(program.language, program.stored, given, wanted.problem_id or "", key, program.named)
        accepted = await self._desk.accept(request, user.sub, quota, lambda id: _shown(id, RunProgress("queued", request, None)))
        log.info("test run accepted", extra={"run": accepted.id, "problem_id": wanted.problem_id, "language": program.language})
        return accepted

    async def _admit(self, wanted: NewTestRun, user: Claims, address: str) -> PackageName | None:
        """What to run with; None: limits of no problem. Raises when this user may not use this problem now."""
        problem, contest = wanted.problem_id, wanted.contest_id
        if problem is None:
            if contest is not None:
                raise Invalid("say which problem of the contest is meant", field="problem_id")
            if wanted.input is None:
                raise Invalid("send an input, or name a problem whose samples are meant", field="input")
            return None
        if contest is not None:
            await self._registrations.check_seen(contest, user)
            await self._check_contest(contest, problem, user, address)
            played = await self._versions.played(contest, problem)
            package = None if played is None else played.package
        else:
            await self._problems.check_readable(problem, user)
            package = await self._problems.package(problem)
        if package is None:
            raise NotFound(f"there is no problem {problem!r}", field="problem_id")
        if contest is None and await self._contests.uses_now(problem, user.sub):  # there its rules hold, such as from where one may send
            raise Conflict("this problem is part of a running contest: name the contest", field="contest_id")
        return package

    async def _check_contest(self, contest: str, problem: str, user: Claims, address: str) -> None:
        """Who may submit a solution may try it out; the jury may at any time."""
        if not user.is_jury_of(contest):
            await self._registrations.admit(contest, user.sub, problem, address)
            return
        settings = (await self._contests.row(contest)).settings
        if all(problem != known.id for known in settings.problems):
            raise NotFound(f"the contest has no problem {problem!r}", field="problem_id")

    async def _check_possible(self, wanted: NewTestRun, language: str, name: PackageName) -> None:
        """`language`: of the program. Raises `Invalid` for what cannot be run with this problem."""
        head = await packages.load_head(self._documents, self._vault, wanted.problem_id or "", name.key)
        if wanted.input is None:
            if not any(head.samples):
                raise Invalid("this problem has no samples: send an input", field="input")
            return
        if head.package.interactive:
            raise Invalid(
                "this problem is interactive: a program cannot be run on an input alone; leave it out to run the samples", field="input"
            )
        if head.package.included(language):
            raise Invalid("this problem adds files of its own to programs: leave the input out to run the samples", field="input")

    async def get(self, id: str, reader: Claims) -> TestRun:
        """Raises `NotFound` for somebody else's, too."""
        return _shown(id, await self._desk.progress(id, reader.sub, RunRequest))


def _shown(id: str, progress: RunProgress[RunRequest]) -> TestRun:
    result = progress.result if isinstance(progress.result, RunResult) else RunResult()
    tests = [_test(test) for test in result.tests]
    return TestRun(id, progress.state, progress.reason, result.compile_log, tests, expires_at(id))


def _test(test: runs.RanTest) -> RunTest:
    return RunTest(
        test=test.test,
        verdict=test.verdict,
        time=test.cpu,
        wall_time=test.wall,
        memory=test.memory,
        exit_code=test.exit_code,
        signal=test.signal,
        output=test.output.decode(errors="replace"),
        output_cut=test.output_cut,
        error=test.error.decode(errors="replace"),
        error_cut=test.error_cut,
    )
