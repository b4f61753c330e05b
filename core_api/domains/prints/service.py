"""The queue of prints: what teams send while the contest runs, made into PDFs for those who print and deliver."""

from __future__ import annotations

from typing import NamedTuple

from core_api.domains.contests.service import ContestService
from core_api.domains.prints.models import MAX_SOURCE, NewPrint, Print, PrintPage, PrintQuery
from core_api.domains.prints.pdf.document import Sheet
from core_api.domains.prints.pdf.renderer import Renderer
from core_api.domains.prints.store import NewRow, PrintRow, Prints
from core_api.domains.registrations.service import RegistrationService
from core_api.domains.submissions.models import Source, SourceFile
from core_api.domains.submissions.service import SubmissionService
from core_api.domains.submissions.sources import SourceService
from core_api.router.pages import Cursor
from core_api.storage import unit_of_work
from core_api.storage.unit_of_work import UnitOfWork
from realtime.languages import LANGUAGES
from realtime.protocol.contest_settings import ContestSettings
from realtime.runtime import ids
from realtime.runtime.errors import Conflict, Forbidden, Invalid, NotFound, TooLarge
from realtime.security.names import visible
from realtime.security.tokens import Claims

CURSOR: Cursor[str] = Cursor("prints", str)
MAX_WAITING_OF_TEAM = 5
MAX_WAITING = 2000
"""Of a contest: more paper than any printer has, and 200 MB."""


class _Text(NamedTuple):
    """What is to be printed."""

    source: bytes
    file_name: str
    language: str | None


class PrintService:
    def __init__(
        self,
        prints: Prints,
        contests: ContestService,
        registrations: RegistrationService,
        submissions: SubmissionService,
        sources: SourceService,
        renderer: Renderer,
    ) -> None:
        self._prints = prints
        self._contests = contests
        self._registrations = registrations
        self._submissions = submissions
        self._sources = sources
        self._renderer = renderer

    async def add(self, contest: str, wanted: NewPrint, user: Claims, address: str) -> Print:
        """For the user's team, while the contest runs for it and from where it may submit."""
        settings, team, time, virtually = await self._registrations.taking_part(contest, user.sub, address)
        if virtually:
            raise Conflict("nobody brings prints to a virtual participation")
        text = await self._text(contest, team, wanted, user)
        row = NewRow(ids.new(), contest, team, user.sub, wanted.submission_id, text.file_name, text.language, len(text.source), time)
        async with unit_of_work.begin(self._prints.pool) as work:
            waiting = await self._prints.waiting(work, contest, team)
            if waiting.of_team >= MAX_WAITING_OF_TEAM:
                raise Conflict(f"{MAX_WAITING_OF_TEAM} prints of your team are waiting: remove one, or wait until they are brought")
            if waiting.of_contest >= MAX_WAITING:
                raise Conflict("too many prints are waiting: ask the jury")
            await self._prints.add(work, row, text.source)
            made = await self._row(contest, row.id, work)
            shown = _shown(made, settings)
            work.tell_desk(contest, "prints")
            work.audit("print", row.id, after=shown.fields)
            return work.answer(shown)

    async def _text(self, contest: str, team: str, wanted: NewPrint, user: Claims) -> _Text:
        if (wanted.source is None) == (wanted.submission_id is None):
            raise Invalid("give either a source or a submission", field="source")
        if wanted.file_name is not None:
            visible(wanted.file_name, "file_name")
        if wanted.submission_id is not None:
            sent = await self._submissions.readable(wanted.submission_id, user)
            if (sent.contest_id, sent.team_id) != (contest, team):
                raise NotFound(f"your team has no submission {wanted.submission_id!r} in this contest", field="submission_id")
            found = await self._sources.source(sent.id, user)
            return _Text(_whole(found).encode(), wanted.file_name or found.file_name, found.language)
        assert wanted.source is not None  # one of the two is given
        source = wanted.source.encode()
        if len(source) > MAX_SOURCE:
            raise TooLarge(f"a print may have {MAX_SOURCE} bytes, this has {len(source)}", field="source")
        if wanted.language is not None and wanted.language not in LANGUAGES:
            raise Invalid(f"language must be one of {', '.join(LANGUAGES)}", field="language")
        default = "print.txt" if wanted.language is None else LANGUAGES[wanted.language].source_file
        return _Text(source, wanted.file_name or default, wanted.language)

    async def page(self, contest: str, wanted: PrintQuery, reader: Claims) -> PrintPage:
        """All for the jury, else those of the reader's team."""
        held = await self._contests.row(contest)
        team = wanted.team if reader.is_jury_of(contest) else await self._team(contest, reader)
        found = await self._prints.page(contest, team, wanted, CURSOR.read(wanted.cursor))
        page, more = CURSOR.cut(found, wanted.limit, lambda row: row.id)
        return PrintPage(prints=[_shown(row, held.settings) for row in page], next=more)

    async def get(self, contest: str, id: str, reader: Claims) -> Print:
        held = await self._contests.row(contest)
        row = await self._row(contest, id)
        await self._check_readable(row, reader)
        return _shown(row, held.settings)

    async def document(self, contest: str, id: str) -> bytes:
        """The PDF. Raises `NotFound` when the source was removed, `Unavailable` when too many are made."""
        held = await self._contests.row(contest)
        row = await self._row(contest, id)
        source = await self._prints.source(row.id)
        if source is None:
            raise NotFound("the source of this print was removed, some days after the contest", field="print")
        text = source.decode(errors="replace")
        return await self._renderer.render(
            Sheet(
                team=row.team_name,
                location=row.location,
                contest=held.settings.name,
                time=_clock(held.settings.contest_time(row.contest_time_ms)),
                file_name=row.file_name,
                highlight_as=LANGUAGES[row.language].source_file if row.language in LANGUAGES else row.file_name,
                text=text,
                made_at=row.created_at,
            )
        )

    async def deliver(self, contest: str, id: str, runner: Claims) -> Print:
        """Of two who say so, the first has brought it: the second one reads who that was."""
        return await self._mark(contest, id, runner.sub)

    async def take_back(self, contest: str, id: str) -> Print:
        return await self._mark(contest, id, None)

    async def _mark(self, contest: str, id: str, by: str | None) -> Print:
        held = await self._contests.row(contest)
        async with unit_of_work.begin(self._prints.pool) as work:
            before = _shown(await self._row(contest, id, work), held.settings)
            if (before.delivered_at is None) == (by is None):
                work.no_change()
                return before
            await self._prints.deliver(work, id, by)
            work.tell_desk(contest, "prints")
            after = _shown(await self._row(contest, id, work), held.settings)
            work.audit("print", id, before=before.fields, after=after.fields)
        return after

    async def remove(self, contest: str, id: str, user: Claims) -> None:
        """Raises `Conflict` for one that was delivered."""
        held = await self._contests.row(contest)
        async with unit_of_work.begin(self._prints.pool) as work:
            row = await self._row(contest, id, work)
            await self._check_readable(row, user)
            if row.delivered_at is not None:
                raise Conflict("this print was delivered")
            await self._prints.remove(work, id)
            work.tell_desk(contest, "prints")
            work.audit("print", id, before=_shown(row, held.settings).fields)

    async def _row(self, contest: str, id: str, work: UnitOfWork | None = None) -> PrintRow:
        row = await self._prints.find(contest, id, work)
        if row is None:
            raise _not_found(id)
        return row

    async def _team(self, contest: str, reader: Claims) -> str:
        team = await self._registrations.team_of(contest, reader.sub)
        if team is None:
            raise Forbidden("only teams of the contest and its jury see its prints")
        return team

    async def _check_readable(self, row: PrintRow, reader: Claims) -> None:
        """Raises `NotFound` for another team's: it is not told that there is one."""
        if not reader.is_jury_of(row.contest_id) and await self._team(row.contest_id, reader) != row.team_id:
            raise _not_found(row.id)


def _whole(source: Source) -> str:
    """All files, each led by its name where there are several. A submission bounds their size, and a print its pages."""
    if not source.further_files:
        return source.text
    files = [SourceFile(source.file_name, source.text), *source.further_files]
    return "\n".join(f"==> {file.name} <==\n{file.text}" for file in files)


def _not_found(id: str) -> NotFound:
    return NotFound(f"there is no print {id!r}", field="print")


def _clock(ms: int) -> str:
    minutes, seconds = divmod(max(0, ms) // 1000, 60)
    return f"sent at {minutes // 60}:{minutes % 60:02}:{seconds:02}"


def _shown(row: PrintRow, settings: ContestSettings) -> Print:
    return Print(
        id=row.id,
        contest_id=row.contest_id,
        team_id=row.team_id,
        team_name=row.team_name,
        location=row.location,
        user_id=row.user_id,
        submission_id=row.submission_id,
        file_name=row.file_name,
        language=row.language,
        source_bytes=row.source_bytes,
        contest_time=settings.contest_time(row.contest_time_ms),
        created_at=row.created_at,
        delivered_by=row.delivered_by_name,
        delivered_at=row.delivered_at,
        has_source=row.has_source,
    )
