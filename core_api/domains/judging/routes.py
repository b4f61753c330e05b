"""`/judging`, for admins."""

from __future__ import annotations

from core_api.domains.judging.models import DeadLetters, Judging, Requeued, Resent, StuckMessages
from core_api.domains.judging.service import JudgingService
from core_api.router.endpoint import endpoint
from core_api.router.policies import Policy


class JudgingRoutes:
    """Judging: workers, queues, dead letters."""

    def __init__(self, judging: JudgingService) -> None:
        self._judging = judging

    @endpoint("GET /judging", Policy.ADMIN)
    async def state(self) -> Judging:
        """The judges that are up, and how many requests wait in each queue."""
        return await self._judging.state()

    @endpoint("GET /judging/dead", Policy.ADMIN)
    async def dead(self) -> DeadLetters:
        """Requests to judge that were given up; those of the most urgent queue first."""
        return DeadLetters(await self._judging.dead())

    @endpoint("GET /judging/stuck", Policy.ADMIN)
    async def stuck(self) -> StuckMessages:
        """Messages that the outbox keeps because they cannot be delivered, with the reason."""
        return StuckMessages(await self._judging.stuck())

    @endpoint("POST /judging/stuck/{message}/resend", Policy.ADMIN, repeatable=True)
    async def resend(self, message: str) -> Resent:
        """Lets the outbox try a message again that was set aside; `all` for every one of them.

        An event that is delivered late comes late in its contest's log.
        """
        return Resent(await self._judging.resend(message))

    @endpoint("POST /judging/dead/{letter}/requeue", Policy.ADMIN, repeatable=True)
    async def requeue(self, letter: str) -> Requeued:
        """Sends a dead letter once more, with all its tries; `all` for every one of them."""
        return Requeued(await self._judging.requeue(letter))
