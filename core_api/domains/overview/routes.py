"""`/admin/overview`."""

from __future__ import annotations

from core_api.domains.overview.models import Overview
from core_api.domains.overview.service import OverviewService
from core_api.router.endpoint import endpoint
from core_api.router.limits import Limit
from core_api.router.policies import Policy

OVERVIEW = Limit("overview", 60, 60)
"""Its counts read whole tables."""


class OverviewRoutes:
    """The state of the platform at a glance."""

    def __init__(self, overview: OverviewService) -> None:
        self._overview = overview

    @endpoint("GET /admin/overview", Policy.ADMIN, limits=(OVERVIEW,))
    async def state(self) -> Overview:
        """Which servers answer, how many submissions wait, and what cannot be delivered.

        For a page. Alerts and graphs belong to `/metrics` of each role.
        """
        return await self._overview.state()
