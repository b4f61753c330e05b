"""The states of a contest behind its end, what leads from one to the next, and the way back."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence

import msgspec

from core_api.domains.ceremony.models import Ceremony, HiddenAgain, Phase, Reveal, Revealed, Warning
from core_api.domains.ceremony.store import Ceremonies, StepRow
from core_api.domains.contests.models import ContestRow
from core_api.domains.contests.service import ContestService
from core_api.domains.results.final import FinalResults
from core_api.history import ask
from core_api.storage import unit_of_work
from realtime.backbone import Backbone
from realtime.protocol import subjects
from realtime.protocol.events import CellRevealed, Finalized, Thawed
from realtime.protocol.questions import Hidden, HiddenCell, RehearsalOf, WhatIsHidden
from realtime.protocol.recording import Rehearsal
from realtime.runtime.errors import Conflict, Unavailable
from realtime.security.tokens import Claims

log = logging.getLogger(__name__)

ENGINE_SECONDS = 5.0
"""For the engine to read the step before, which it does within a tick."""
POLL_SECONDS = 0.05


class CeremonyService:
    def __init__(self, ceremonies: Ceremonies, contests: ContestService, results: FinalResults, backbone: Backbone) -> None:
        self._ceremonies = ceremonies
        self._contests = contests
        self._results = results
        self._backbone = backbone

    async def get(self, id: str) -> Ceremony:
        return await self._described(await self._contests.row(id))

    async def rehearse(self, id: str) -> Rehearsal:
        await self._contests.check(id)
        return await ask(self._backbone, RehearsalOf(id), Rehearsal)

    async def reveal(self, id: str, wanted: Reveal, jury: Claims) -> Revealed:
        """The engine says which cell comes next; the log names the cell, so that a repeated request shows nothing else."""
        _over(await self._contests.row(id))
        last = await self._ceremonies.last(id)
        found = await self._hidden(id, wanted, last)
        cell = found.cell
        if cell is None:
            raise Conflict("nothing is hidden there" if wanted.team_id else "nothing is hidden any more")
        async with unit_of_work.begin(self._ceremonies.pool) as work:
            contest = await self._contests.row(id, work, lock=True)
            _over(contest)
            if contest.thawed_at is not None:
                raise Conflict("the freeze is over: nothing is hidden any more")
            if await self._ceremonies.last(id, work) != last:
                raise Conflict("somebody else revealed a cell at the same time: look, then go on")
            step = StepRow(last.step + 1 if last else 1, cell.team, cell.problem, taken_back=False)
            await self._ceremonies.add(work, id, jury.sub, step)
            work.log_events(id, f"reveal:{id}:{step.step}", CellRevealed(*step.cell))
            work.audit("contest", id, after={"revealed": step.cell})
            return work.answer(_revealed(cell, found.left - 1))

    async def hide(self, id: str, jury: Claims, *, all_of_them: bool) -> HiddenAgain:
        async with unit_of_work.begin(self._ceremonies.pool) as work:
            await self._contests.row(id, work, lock=True)
            shown, last = await self._ceremonies.shown(work, id), await self._ceremonies.last(id, work)
            if not shown or last is None:
                raise Conflict("no cell was revealed by itself")
            cells = shown if all_of_them else shown[:1]
            steps = [msgspec.structs.replace(cell, step=number, taken_back=True) for number, cell in enumerate(cells, last.step + 1)]
            await self._ceremonies.add(work, id, jury.sub, *steps)
            work.log_events(id, f"reveal:{id}:{steps[0].step}", *(CellRevealed(*step.cell, taken_back=True) for step in steps))
            work.audit("contest", id, before={"revealed": [step.cell for step in steps]})
        return HiddenAgain(len(steps))

    async def thaw(self, id: str) -> Ceremony:
        return await self._say(id, Thawed(), "the freeze is over already")

    async def freeze_again(self, id: str) -> Ceremony:
        return await self._say(id, Thawed(taken_back=True), "the freeze is not over")

    async def finalize(self, id: str, despite: Sequence[Warning]) -> Ceremony:
        contest = await self._contests.row(id)
        _over(contest)
        left = [warning for warning in await self._warnings(contest) if warning not in despite]
        if left:
            words = "; ".join(f"{warning}: {MEANINGS[warning]}" for warning in left)
            raise Conflict(f"{words}. Name in 'despite' what does not matter", field="despite")
        return await self._say(id, Finalized(), "the result is final already")

    async def reopen(self, id: str) -> Ceremony:
        return await self._say(id, Finalized(taken_back=True), "the result is not final")

    async def _say(self, id: str, event: Thawed | Finalized, otherwise: str) -> Ceremony:
        """Writes one of the two into the log. Raises `Conflict` while a team may submit, and with `otherwise` where it is so already."""
        async with unit_of_work.begin(self._ceremonies.pool) as work:
            contest = await self._contests.row(id, work, lock=True)
            if not event.taken_back:
                _over(contest)
            since = contest.thawed_at if isinstance(event, Thawed) else contest.finalized_at
            if (since is None) == event.taken_back:
                raise Conflict(otherwise)
            if event == Thawed(taken_back=True) and contest.finalized_at is not None:
                raise Conflict("the result is final: take that back first")
            await self._contests.end(work, id, event)
            if event == Finalized(taken_back=True):
                await self._results.take_back(work, id)
            ceremony = work.answer(await self._described(await self._contests.row(id, work)))
        log.info("the contest is %s", ceremony.phase, extra={"contest_id": id})
        return ceremony

    async def _described(self, contest: ContestRow) -> Ceremony:
        return Ceremony(_phase(contest), contest.over_at, tuple(await self._warnings(contest)))

    async def _warnings(self, contest: ContestRow) -> list[Warning]:
        counts = await self._ceremonies.counts(contest.id, contest.settings.wall_duration + contest.longest_extension)
        holds: dict[Warning, bool] = {
            "unjudged": counts.unjudged > 0,
            "rejudgings": counts.rejudgings > 0,
            "frozen": contest.settings.freeze is not None and contest.thawed_at is None,
        }
        return [warning for warning, is_so in holds.items() if is_so]

    async def _hidden(self, id: str, wanted: Reveal, last: StepRow | None) -> Hidden:
        """What the engine says once it has read the last step. Raises `Unavailable`."""
        cell = None if last is None else last.cell
        shown, hidden = (None, cell) if last and last.taken_back else (cell, None)
        question = msgspec.json.encode(WhatIsHidden(wanted.team_id, wanted.problem_id, shown, hidden))
        until = time.monotonic() + ENGINE_SECONDS
        while time.monotonic() < until:
            reply = await self._ask(id, question)
            if reply.ready:
                return reply
            await asyncio.sleep(POLL_SECONDS)
        raise Unavailable("the engine has not read the last step yet: try again", retry_after=1)

    async def _ask(self, id: str, question: bytes) -> Hidden:
        try:
            reply = await self._backbone.request(subjects.reveal(id), question)
        except Unavailable:  # an ended contest is let go after a while: an engine takes it up again
            await self._backbone.request(subjects.owner(id), b"")
            return Hidden(ready=False)
        return Hidden(ready=False) if reply.headers.get("code") else msgspec.json.decode(reply.payload, type=Hidden)


MEANINGS: dict[Warning, str] = {
    "unjudged": "submissions are still being judged",
    "rejudgings": "a rejudging is neither applied nor cancelled",
    "frozen": "the public has not seen the end",
}


def _phase(contest: ContestRow) -> Phase:
    if contest.finalized_at is not None:
        return "final"
    if contest.thawed_at is not None:
        return "thawed"
    if contest.is_over:
        return "over"
    if contest.status == "upcoming":
        return "upcoming"
    return "frozen" if contest.is_frozen else "running"


def _over(contest: ContestRow) -> None:
    """Raises `Conflict` while a team may submit."""
    if not contest.is_over:
        raise Conflict("the contest is not over yet" if contest.status != "ended" else "a team with more time is not done yet")


def _revealed(cell: HiddenCell, left: int) -> Revealed:
    return Revealed(cell.team, cell.team_name, cell.problem, cell.solved, cell.score, left)
