"""Users: the own profile, and what others see of it."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Sequence
from functools import partial

import msgspec

from core_api.domains.users.export import Export
from core_api.domains.users.history_store import History
from core_api.domains.users.models import (
    FoundUsers,
    HistoryPage,
    HistoryQuery,
    Privacy,
    Profile,
    ProfileCard,
    ProfileUpdate,
    Statistics,
    User,
    Visibility,
)
from core_api.domains.users.store import UserRow, Users
from core_api.router.pages import Cursor
from core_api.storage import changes, unit_of_work
from core_api.storage.caches import Cache, Caches, Recent
from core_api.storage.caches.two_level import Times
from core_api.storage.rights import RightsChanges
from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime.errors import Forbidden, NotFound, Unauthenticated, Unavailable
from realtime.security.names import display_name, skeleton, visible
from realtime.security.tokens import Claims
from realtime.storage.search import MAX_WORDS, SearchIndex
from realtime.storage.search.words import words_in

log = logging.getLogger(__name__)

CURSOR: Cursor[str] = Cursor("history", str)
RECENT_SECONDS, RECENT_USERS = 10.0, 2000
"""How old the statistics that others see may be: they are counted from all submissions of a person."""
TIMES = Times(local=5.0, shared=3600)
"""How long a profile is kept at most, should every word of its change get lost."""
LINE_BREAKS = str.maketrans("", "", "\n\r\t")
"""What may stand in a text beside visible characters."""


class UserService:
    def __init__(self, users: Users, history: History, export: Export, rights: RightsChanges, caches: Caches, index: SearchIndex) -> None:
        self._users = users
        self._history = history
        self._export = export
        self._rights = rights
        self._index = index
        self._cached: Cache[UserRow] = caches.cache("profile", UserRow, TIMES, sealed=True)
        self._recent: Recent[str, Statistics] = Recent(RECENT_USERS, RECENT_SECONDS)

    # the own profile

    async def profile(self, id: str) -> Profile:
        return self._profile(await self._row(id))

    async def update(self, id: str, wanted: ProfileUpdate) -> Profile:
        """Raises `Conflict` for a name that is taken, `Invalid` for text with characters that cannot be seen."""
        name = display_name(wanted.name)
        organization = display_name(wanted.organization, "organization", 120) if wanted.organization.strip() else ""
        visible(wanted.about.translate(LINE_BREAKS), "about")
        for number, link in enumerate(wanted.links):
            visible(link, f"links[{number}]")
        async with unit_of_work.begin(self._users.pool) as work:
            held = await self._users.get(id, work)
            work.check_version(held.version)
            await self._users.update(work, id, name, msgspec.structs.replace(wanted, organization=organization))
            if name != held.name:  # it stands in access tokens
                await self._rights.mark(work, id)
            made = await self._users.get(id, work)
            work.audit("user", id, before=_public(held), after=_public(made))
        return self._profile(made)

    async def set_privacy(self, id: str, privacy: Privacy) -> Profile:
        async with unit_of_work.begin(self._users.pool) as work:
            held = await self._users.get(id, work)
            work.check_version(held.version)
            await self._users.set_privacy(work, id, privacy)
            made = await self._users.get(id, work)
            work.audit("user", id, before=_public(held), after=_public(made))
        return self._profile(made)

    async def delete(self, work: UnitOfWork, id: str) -> None:
        """Removes what says who it was: address, profile, roles, ratings, sessions, mails. The id stays, with another name.

        Submissions and results of contests stay, and the name that boards of contests and the audit log have.
        """
        await self._users.get(id, work)
        await self._users.anonymise(work, id, f"deleted {id[-10:]}")
        await self._rights.mark(work, id)
        work.audit("user", id, after={"deleted": True})

    async def export(self, id: str) -> AsyncGenerator[bytes, None]:
        """A JSON document, in parts."""
        return self._export.parts(id, await self.profile(id))

    # what others see

    async def user(self, id: str, reader: Claims | None) -> User:
        row = await self._shown(id, reader)
        privacy = row.privacy
        card = ProfileCard(row.country, row.organization, row.about, row.links, row.created_at)
        return User(
            id=row.id,
            name=row.name,
            profile=card if _sees(privacy.profile, row.id, reader) else None,
            shows_statistics=_sees(privacy.statistics, row.id, reader),
            shows_submissions=_sees(privacy.submissions, row.id, reader),
        )

    async def statistics(self, id: str, reader: Claims | None) -> Statistics:
        """Raises `Forbidden` for who may not see them."""
        await self.check_statistics(id, reader)
        if _is_own(id, reader):
            return await self._count(id, own=True)
        return await self._recent.get(id, lambda: self._count(id, own=False))

    async def check_statistics(self, id: str, reader: Claims | None) -> None:
        row = await self._shown(id, reader)
        _check(row.privacy.statistics, "statistics", id, reader)

    async def check_statistics_of_team(self, members: Sequence[str], reader: Claims | None) -> None:
        """Raises `Forbidden` where one of the members does not show statistics to a reader who is none of them. Deleted accounts do not
        count."""
        if reader is not None and (reader.is_admin or reader.sub in members):
            return
        for member in members:
            try:
                row = await self._row(member)
            except NotFound:
                continue
            _check(row.privacy.statistics, "statistics", member, reader)

    async def history(self, id: str, wanted: HistoryQuery, reader: Claims | None) -> HistoryPage:
        """Raises `Forbidden` for who may not see it."""
        row = await self._shown(id, reader)
        _check(row.privacy.submissions, "submissions", id, reader)
        found = await self._history.page(id, wanted, CURSOR.read(wanted.cursor), own=_is_own(id, reader))
        shown, more = CURSOR.cut(found, wanted.limit, lambda submission: submission.id)
        return HistoryPage(submissions=shown, next=more)

    async def search(self, text: str, limit: int) -> FoundUsers:
        """Who begins so, then who has words that are alike: by the index, which forgives a wrong letter in a short word, then by groups
        of letters, which do without it.
        """
        found = {user.id: user for user in await self._users.beginning(text, limit)}
        if len(found) < limit:
            found |= {user.id: user for user in await self._users.those(await self._indexed(text, limit)) if user.id not in found}
        if len(found) < limit:
            found |= {user.id: user for user in await self._users.alike(text, limit) if user.id not in found}
        return FoundUsers(list(found.values())[:limit])

    async def _indexed(self, text: str, limit: int) -> list[str]:
        words = tuple(word.folded for word in words_in(skeleton(text)))[:MAX_WORDS]
        try:
            return await self._index.users(words, limit) if words else []
        except Unavailable as error:
            log.info("users are searched for without the index: %s", error.message)
            return []

    async def _count(self, id: str, *, own: bool) -> Statistics:
        row = await self._history.figures(id, own=own)
        return Statistics(
            user_id=id,
            solved=row.solved,
            tried=row.tried,
            submissions=row.submissions,
            accepted=row.accepted,
            success_rate=round(row.accepted / row.submissions, 4) if row.submissions else None,
            contests=row.contests,
            languages=row.languages,
            activity=row.activity,
            rating=row.rating,
            highest_rating=row.peak,
        )

    async def _shown(self, id: str, reader: Claims | None) -> UserRow:
        """Raises `NotFound`; disabled accounts exist for administrators only."""
        row = await self._row(id)
        if row.disabled_at is not None and not (reader is not None and reader.is_admin):
            raise NotFound(f"there is no user {id!r}", field="user")
        return row

    async def _row(self, id: str) -> UserRow:
        """From the cache. Raises `NotFound`."""
        return await self._cached.get(id, (changes.tag("user", id),), partial(self._users.get, id))

    def _profile(self, row: UserRow) -> Profile:
        return Profile(
            id=row.id,
            email=self._users.email(row),
            name=row.name,
            roles=row.roles,
            jury_of=row.jury_of,
            country=row.country,
            organization=row.organization,
            about=row.about,
            links=row.links,
            privacy=row.privacy,
            created_at=row.created_at,
            version=row.version,
        )


def _public(row: UserRow) -> dict[str, object]:
    """What the audit log keeps of a profile: it is never deleted, so no more than it needs."""
    return {"name": row.name, "privacy": msgspec.to_builtins(row.privacy), "version": row.version}


def _is_own(id: str, reader: Claims | None) -> bool:
    """Administrators see what its owner sees."""
    return reader is not None and (reader.sub == id or reader.is_admin)


def _check(visibility: Visibility, what: str, owner: str, reader: Claims | None) -> None:
    if _sees(visibility, owner, reader):
        return
    if reader is None and visibility == "members":
        raise Unauthenticated(f"log in first: this user shows {what} to members")
    raise Forbidden(f"this user does not show {what}")


def _sees(visibility: Visibility, owner: str, reader: Claims | None) -> bool:
    if visibility == "everybody" or _is_own(owner, reader):
        return True
    return visibility == "members" and reader is not None
