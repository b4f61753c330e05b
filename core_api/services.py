"""Composition root: every domain's service, made once with what it works with. A domain knows another one by its service only."""

from __future__ import annotations

from dataclasses import dataclass

from core_api.domains.contests.service import ContestService
from core_api.domains.contests.store import Contests
from core_api.domains.judging.service import JudgingService
from core_api.domains.jury.service import JuryService
from core_api.domains.jury.store import Announcements
from core_api.domains.problems.service import ProblemService
from core_api.domains.problems.store import Problems
from core_api.domains.rejudgings.service import RejudgingService
from core_api.domains.rejudgings.store import Rejudgings
from core_api.domains.submissions.service import SubmissionService
from core_api.domains.submissions.store import Submissions
from core_api.platform import Platform
from realtime.storage import archive
from realtime.storage.contest_log import ContestLog


@dataclass(frozen=True)
class Services:
    problems: ProblemService
    contests: ContestService
    jury: JuryService
    submissions: SubmissionService
    rejudgings: RejudgingService
    judging: JudgingService


def make_services(platform: Platform) -> Services:
    pool, redis, backbone = platform.pool, platform.redis, platform.backbone
    problems = ProblemService(Problems(pool), platform.documents, platform.vault)
    logs = ContestLog(backbone, archive.opened(platform.settings.archive_folder), platform.trust)
    contests = ContestService(Contests(pool), problems, redis, backbone, logs)
    return Services(
        problems=problems,
        contests=contests,
        jury=JuryService(contests, Announcements(pool), pool),
        submissions=SubmissionService(Submissions(pool), contests, problems, platform.documents, platform.vault, redis),
        rejudgings=RejudgingService(Rejudgings(pool), contests, backbone),
        judging=JudgingService(redis, platform.judge_queue, pool),
    )
