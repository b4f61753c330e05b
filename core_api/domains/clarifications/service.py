"""Questions of teams, the jury's desk, answers to one or to all."""

from __future__ import annotations

from datetime import datetime

import msgspec

from core_api.domains.clarifications.models import (
    MAX_CANNED,
    Answer,
    CannedAnswer,
    Clarification,
    ClarificationPage,
    ClarificationQuery,
    NewMessage,
    NewQuestion,
)
from core_api.domains.clarifications.store import ClarificationRow, Clarifications
from core_api.domains.contests.models import ContestRow
from core_api.domains.contests.service import ContestService
from core_api.domains.jury.service import JuryService
from core_api.domains.registrations.service import RegistrationService
from core_api.router.pages import Cursor
from core_api.storage import push_news, unit_of_work
from core_api.storage.push_news import News, NewsKind
from core_api.storage.unit_of_work import UnitOfWork
from realtime.protocol import frames
from realtime.protocol.rooms import ALL, ClarificationsRoom
from realtime.runtime import ids
from realtime.runtime.errors import Conflict, Forbidden, Invalid, NotFound
from realtime.security.tokens import Claims

CURSOR: Cursor[str] = Cursor("clarifications", str)


class ClarificationService:
    def __init__(
        self, clarifications: Clarifications, contests: ContestService, registrations: RegistrationService, jury: JuryService
    ) -> None:
        self._clarifications = clarifications
        self._contests = contests
        self._registrations = registrations
        self._jury = jury

    async def ask(self, contest: str, wanted: NewQuestion, user: Claims) -> Clarification:
        """From the start until the time of the last team is up."""
        held = await self._contests.row(contest)
        team = await self._registrations.team_of(contest, user.sub)
        if team is None:
            raise Forbidden("only teams of the contest ask its jury")
        if held.status == "upcoming":
            raise Conflict("the contest has not started yet")
        if held.is_over:
            raise Conflict("the contest is over")
        _check_problem(held, wanted.problem_id)
        async with unit_of_work.begin(self._clarifications.pool) as work:
            row = await self._add(work, contest, team, wanted.problem_id, wanted.question, user)
            self._tell(work, row)
            return work.answer(_shown(row, user, None))

    async def tell(self, contest: str, wanted: NewMessage, juror: Claims) -> Clarification:
        """What the jury says to one team by itself."""
        _check_problem(await self._contests.row(contest), wanted.problem_id)
        async with unit_of_work.begin(self._clarifications.pool) as work:
            await self._contests.team(work, contest, wanted.team_id)
            row = await self._add(work, contest, wanted.team_id, wanted.problem_id, "", juror)
            await self._clarifications.answer(work, row.id, wanted.text, juror.sub, None)
            row = await self._clarifications.get(contest, row.id, work)
            self._tell(work, row)
            await self._push(work, row)
            work.audit("clarification", row.id, after={"told": wanted.team_id})
            return work.answer(_shown(row, juror, None))

    async def page(self, contest: str, wanted: ClarificationQuery, reader: Claims) -> ClarificationPage:
        """All for the jury, else those of the reader's team."""
        await self._contests.check(contest)
        team = wanted.team if reader.is_jury_of(contest) else await self._team(contest, reader)
        found = await self._clarifications.page(contest, team, wanted, CURSOR.read(wanted.cursor))
        since = await self._clarifications.read_until(contest, reader.sub)
        unread = await self._clarifications.unread(contest, None if reader.is_jury_of(contest) else team, since)
        page, more = CURSOR.cut(found, wanted.limit, lambda row: row.id)
        return ClarificationPage(clarifications=[_shown(row, reader, since) for row in page], unread=unread, next=more)

    async def get(self, contest: str, id: str, reader: Claims) -> Clarification:
        row = await self._clarifications.get(contest, id)
        if not reader.is_jury_of(contest) and await self._team(contest, reader) != row.team_id:
            raise NotFound(f"there is no clarification {id!r}", field="clarification")
        return _shown(row, reader, await self._clarifications.read_until(contest, reader.sub))

    async def read(self, contest: str, reader: Claims) -> None:
        """All that was said until now has been read."""
        await self._contests.check(contest)
        if not reader.is_jury_of(contest):
            await self._team(contest, reader)
        async with unit_of_work.begin(self._clarifications.pool) as work:
            await self._clarifications.read(work, contest, reader.sub)

    async def claim(self, contest: str, id: str, juror: Claims) -> Clarification:
        async with unit_of_work.begin(self._clarifications.pool) as work:
            row = await self._clarifications.get(contest, id, work)
            _check_claim(row, juror)
            if row.state == "answered":
                raise Conflict("this is answered already: correct the answer, if it is wrong")
            return await self._claimed(work, row, juror, juror.sub)

    async def give_up(self, contest: str, id: str, juror: Claims) -> Clarification:
        """Whoever is jury may end a claim: somebody who went away holds up no team."""
        async with unit_of_work.begin(self._clarifications.pool) as work:
            row = await self._clarifications.get(contest, id, work)
            return await self._claimed(work, row, juror, None)

    async def answer(self, contest: str, id: str, wanted: Answer, juror: Claims) -> Clarification:
        """The first answer, or another wording of it, which notifies again."""
        async with unit_of_work.begin(self._clarifications.pool) as work:
            row = await self._clarifications.get(contest, id, work)
            _check_claim(row, juror)
            work.check_version(row.version)
            announcement = row.announcement_id
            if wanted.to_all:
                announcement = announcement or ids.new()
                await self._jury.say(work, contest, announcement, wanted.answer, row.problem_id, juror.sub)
            elif announcement is not None:
                await self._jury.take_announcement_back(work, contest, announcement)
                announcement = None
            await self._clarifications.answer(work, id, wanted.answer, juror.sub, announcement)
            before, row = row, await self._clarifications.get(contest, id, work)
            self._tell(work, row)
            if not wanted.to_all:  # else it is announced
                await self._push(work, row)
            work.audit(
                "clarification",
                id,
                before={"said": before.answer, "to_all": before.announcement_id is not None},
                after={"said": row.answer, "to_all": wanted.to_all},
            )
            return work.answer(_shown(row, juror, None))

    async def canned(self, contest: str) -> list[CannedAnswer]:
        await self._contests.check(contest)
        return await self._clarifications.canned(contest)

    async def add_canned(self, contest: str, text: str, juror: Claims) -> CannedAnswer:
        canned = CannedAnswer(ids.new(), text)
        async with unit_of_work.begin(self._clarifications.pool) as work:
            await self._contests.row(contest, work, lock=True)
            if len(await self._clarifications.canned(contest)) >= MAX_CANNED:
                raise Conflict(f"a contest may have {MAX_CANNED} canned answers")
            await self._clarifications.add_canned(work, contest, canned, juror.sub)
            work.audit("canned answer", canned.id, after={"contest": contest, "text": text})
            return work.answer(canned)

    async def remove_canned(self, contest: str, id: str) -> None:
        async with unit_of_work.begin(self._clarifications.pool) as work:
            text = await self._clarifications.remove_canned(work, contest, id)
            work.audit("canned answer", id, before={"contest": contest, "text": text})

    async def _team(self, contest: str, reader: Claims) -> str:
        team = await self._registrations.team_of(contest, reader.sub)
        if team is None:
            raise Forbidden("only teams of the contest and its jury read its clarifications")
        return team

    async def _add(self, work: UnitOfWork, contest: str, team: str, problem: str, question: str, user: Claims) -> ClarificationRow:
        id = ids.new()
        await self._clarifications.add(work, id, contest, team, problem, question, user.sub)
        return await self._clarifications.get(contest, id, work)

    async def _claimed(self, work: UnitOfWork, row: ClarificationRow, juror: Claims, user: str | None) -> Clarification:
        await self._clarifications.claim(work, row.id, user)
        before, row = row, await self._clarifications.get(row.contest_id, row.id, work)
        self._tell(work, row, team_too=False)
        work.audit("clarification", row.id, before={"claimed_by": before.claimed_by}, after={"claimed_by": row.claimed_by})
        return work.answer(_shown(row, juror, None))

    def _tell(self, work: UnitOfWork, row: ClarificationRow, *, team_too: bool = True) -> None:
        """To the jury's desk and the team; the team is not told who is at it."""
        desk = _frame_of(row)
        for room, shown in (
            (ClarificationsRoom(row.contest_id, ALL), desk),
            (ClarificationsRoom(row.contest_id, row.team_id), msgspec.structs.replace(desk, claimed_by="")),
        ):
            if team_too or room.team == ALL:
                frame = frames.encode(frames.ClarificationFrame(room=room.name, clarification=shown))
                work.push(room, f"clarification:{row.id}:{row.version}:{room.team}", frame)

    async def _push(self, work: UnitOfWork, row: ClarificationRow) -> None:
        at = "" if row.answered_at is None else _ms(row.answered_at)
        kind: NewsKind = "answer" if row.question else "message"
        await push_news.add(work, News(row.contest_id, row.team_id, kind, row.answer, f"{row.id} {at}"))


def _check_problem(contest: ContestRow, problem: str) -> None:
    if problem and all(problem != known.id for known in contest.settings.problems):
        raise Invalid(f"the contest has no problem {problem!r}", field="problem_id")


def _check_claim(row: ClarificationRow, juror: Claims) -> None:
    if row.claimed_by not in (None, juror.sub):
        raise Conflict(f"{row.claimer_name} has claimed this question")


def _shown(row: ClarificationRow, reader: Claims, since: datetime | None) -> Clarification:
    """`since`: until when the reader has read; None: nothing."""
    jury = reader.is_jury_of(row.contest_id)
    news = row.asked_at if jury and row.question else row.answered_at if not jury else None
    return Clarification(
        id=row.id,
        team_id=row.team_id,
        problem_id=row.problem_id,
        question=row.question,
        asked_at=row.asked_at,
        state=row.state if jury or row.state == "answered" else "open",
        answer=row.answer,
        answered_at=row.answered_at,
        to_all=row.announcement_id is not None,
        unread=news is not None and (since is None or news > since),
        version=row.version,
        team_name=row.team_name if jury else None,
        asked_by=row.asker_name if jury else None,
        claimed_by=row.claimer_name if jury and row.claimed_by else None,
        answered_by=row.answerer_name if jury else None,
    )


def _frame_of(row: ClarificationRow) -> frames.Clarification:
    return frames.Clarification(
        id=row.id,
        team=row.team_id,
        asked_at=_ms(row.asked_at),
        problem=row.problem_id,
        question=row.question,
        answer=row.answer,
        answered_at=None if row.answered_at is None else _ms(row.answered_at),
        to_all=row.announcement_id is not None,
        claimed_by=(row.claimer_name or "") if row.claimed_by else "",
    )


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
