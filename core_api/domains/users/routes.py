"""`/users`."""

from __future__ import annotations

from core_api.domains.users.models import (
    FoundUsers,
    HistoryPage,
    HistoryQuery,
    Privacy,
    Profile,
    ProfileUpdate,
    SearchQuery,
    Statistics,
    User,
)
from core_api.domains.users.service import UserService
from core_api.router.endpoint import endpoint
from core_api.router.limits import Limit
from core_api.router.policies import Policy
from core_api.router.preconditions import IfMatch
from core_api.router.responses import Streamed
from realtime.runtime.errors import Conflict, Forbidden, Invalid
from realtime.security.tokens import Claims

SEARCH = Limit("search-users", 60, 60)
"""Who types looks up a name some ten times; nobody copies the list of all users so."""
PROFILE = Limit("profile", 30, 3600)
"""A name that changes all the time is one that nobody can report."""
EXPORT = Limit("export", 5, 24 * 3600)
"""It reads every source."""
FIGURES = Limit("statistics", 120, 60, per="address")
"""They are counted from all submissions of a person."""


class UserRoutes:
    """Users: the own profile, and those of others as they show them."""

    def __init__(self, users: UserService) -> None:
        self._users = users

    @endpoint("GET /users/profile", Policy.SIGNED_IN, etag="version")
    async def profile(self, caller: Claims) -> Profile:
        """The own profile."""
        return await self._users.profile(caller.sub)

    @endpoint(
        "PUT /users/profile", Policy.SIGNED_IN, etag="version", if_match=IfMatch.REQUIRED, limits=(PROFILE,), errors=(Conflict, Invalid)
    )
    async def update(self, body: ProfileUpdate, caller: Claims) -> Profile:
        """Changes the own profile: what is left out becomes empty.

        The name must not be taken, nor look like one that is. Boards of contests keep the name under which one joined.
        """
        return await self._users.update(caller.sub, body)

    @endpoint("PUT /users/profile/privacy", Policy.SIGNED_IN, etag="version", if_match=IfMatch.REQUIRED, limits=(PROFILE,))
    async def set_privacy(self, body: Privacy, caller: Claims) -> Profile:
        """Says who else sees profile, statistics and submissions: everybody, members (who is logged in) or nobody."""
        return await self._users.set_privacy(caller.sub, body)

    @endpoint("GET /users/profile/export", Policy.SIGNED_IN, limits=(EXPORT,))
    async def export(self, caller: Claims) -> Streamed:
        """All that Podium keeps of the caller, as a JSON document.

        Profile, roles, contests, teams, ratings, questions to juries, sessions, linked providers, API keys (without their secrets), mails
        (without what they said), submissions with their sources.
        """
        return Streamed(await self._users.export(caller.sub))

    @endpoint("GET /users/search", Policy.SIGNED_IN, limits=(SEARCH,))
    async def search(self, query: SearchQuery) -> FoundUsers:
        """Users by name: those that begin so, then those that are alike. There is no next page.

        Only who shows a profile to others is found.
        """
        return await self._users.search(query.q, query.limit)

    @endpoint("GET /users/{user}", Policy.ANYONE)
    async def user(self, user: str, caller: Claims | None) -> User:
        """A user, as far as the caller may see it."""
        return await self._users.user(user, caller)

    @endpoint("GET /users/{user}/stats", Policy.ANYONE, limits=(FIGURES,), errors=(Forbidden,))
    async def statistics(self, user: str, caller: Claims | None) -> Statistics:
        """Solved problems by difficulty, success rate, contests, languages, activity by day.

        Those of others may be ten seconds old.
        """
        return await self._users.statistics(user, caller)

    @endpoint("GET /users/{user}/submissions", Policy.ANYONE, errors=(Forbidden,))
    async def history(self, user: str, query: HistoryQuery, caller: Claims | None) -> HistoryPage:
        """A page of what a user has submitted, newest first, without deleted ones.

        Others see nothing of contests that run or are frozen, and nothing of problems that are not shown yet.
        """
        return await self._users.history(user, query, caller)
