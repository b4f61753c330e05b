"""`/audit`, for admins."""

from __future__ import annotations

from core_api.domains.audit.models import AuditPage, AuditQuery, AuditVerification
from core_api.domains.audit.service import AuditService
from core_api.router.endpoint import endpoint
from core_api.router.limits import Limit
from core_api.router.policies import Policy
from realtime.runtime.errors import Invalid, Unavailable

VERIFY = Limit("audit-verification", 6, 60)


class AuditRoutes:
    """The audit log: who did what."""

    def __init__(self, audit: AuditService) -> None:
        self._audit = audit

    @endpoint("GET /audit", Policy.ADMIN, errors=(Invalid,))
    async def page(self, query: AuditQuery) -> AuditPage:
        """A page of the audit log, newest first.

        It has every act that changes rights, contests, problems, scores or other people's data, and refused ones that matter. Filters are
        combined; `marked=true` shows what is unusual. Entries are never changed or removed: `podium audit verify` proves it.
        """
        return await self._audit.page(query)

    @endpoint("GET /audit/verification", Policy.ADMIN, limits=(VERIFY,), errors=(Unavailable,))
    async def verification(self) -> AuditVerification:
        """Whether the audit log is whole: reads all of it and checks its hash chain, signatures, and the head kept outside of PostgreSQL.

        It takes some seconds for each 100,000 entries. A platform that was taken over can lie about itself: `podium audit verify --export`
        holds the log against an export that was kept elsewhere.
        """
        return await self._audit.verification()
