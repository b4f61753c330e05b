"""`/contests/{contest}/clarifications`."""

from __future__ import annotations

from core_api.domains.clarifications.models import (
    Answer,
    CannedAnswer,
    Clarification,
    ClarificationPage,
    ClarificationQuery,
    NewCannedAnswer,
    NewMessage,
    NewQuestion,
)
from core_api.domains.clarifications.service import ClarificationService
from core_api.router.endpoint import endpoint
from core_api.router.limits import Limit
from core_api.router.policies import Policy
from core_api.router.preconditions import IfMatch
from realtime.runtime.errors import Conflict, Forbidden, Invalid
from realtime.security.tokens import Claims

ASK = Limit("ask", 10, 600)
"""A team that asks more keeps the jury from the others."""
OWN_RECORD = "the question itself says who asked what and when, and nobody can change it"


class ClarificationRoutes:
    """Clarifications: questions of teams to the jury, answers to one or to all, messages to a team.

    What is asked and answered comes live in the rooms `clarifications.{contest}.{team}` and, for the jury, `clarifications.{contest}.jury`.
    """

    def __init__(self, clarifications: ClarificationService) -> None:
        self._clarifications = clarifications

    @endpoint("GET /contests/{contest}/clarifications", Policy.SIGNED_IN, errors=(Forbidden,))
    async def page(self, contest: str, query: ClarificationQuery, caller: Claims) -> ClarificationPage:
        """A page of the clarifications of the caller's team, newest first; of all teams for the jury."""
        return await self._clarifications.page(contest, query, caller)

    @endpoint(
        "POST /contests/{contest}/clarifications",
        Policy.SIGNED_IN,
        location="/contests/{contest}/clarifications/{id}",
        limits=(ASK,),
        audit=OWN_RECORD,
        errors=(Conflict, Forbidden, Invalid),
    )
    async def ask(self, contest: str, body: NewQuestion, caller: Claims) -> Clarification:
        """Asks the jury, for the caller's team: from the start until the time of all teams is up."""
        return await self._clarifications.ask(contest, body, caller)

    @endpoint("GET /contests/{contest}/clarifications/{clarification}", Policy.SIGNED_IN, etag="version", errors=(Forbidden,))
    async def get(self, contest: str, clarification: str, caller: Claims) -> Clarification:
        """A clarification of the caller's team, or of any for the jury."""
        return await self._clarifications.get(contest, clarification, caller)

    @endpoint(
        "PUT /contests/{contest}/clarifications/{clarification}/answer",
        Policy.JURY,
        if_match=IfMatch.OPTIONAL,
        errors=(Conflict, Invalid),
    )
    async def answer(self, contest: str, clarification: str, body: Answer, caller: Claims) -> Clarification:
        """Answers a question, or changes the answer: the team is notified again. Refused while another juror has claimed it."""
        return await self._clarifications.answer(contest, clarification, body, caller)

    @endpoint("POST /contests/{contest}/clarifications/{clarification}/claim", Policy.JURY, errors=(Conflict,))
    async def claim(self, contest: str, clarification: str, caller: Claims) -> Clarification:
        """Claims a question for 15 minutes, so that no other juror answers it meanwhile."""
        return await self._clarifications.claim(contest, clarification, caller)

    @endpoint("DELETE /contests/{contest}/clarifications/{clarification}/claim", Policy.JURY)
    async def give_up(self, contest: str, clarification: str, caller: Claims) -> Clarification:
        """Ends a claim, also that of another juror."""
        return await self._clarifications.give_up(contest, clarification, caller)

    @endpoint(
        "POST /contests/{contest}/messages",
        Policy.JURY,
        location="/contests/{contest}/clarifications/{id}",
        errors=(Invalid,),
    )
    async def tell(self, contest: str, body: NewMessage, caller: Claims) -> Clarification:
        """Tells one team something that it has not asked."""
        return await self._clarifications.tell(contest, body, caller)

    @endpoint(
        "POST /contests/{contest}/clarifications/read",
        Policy.SIGNED_IN,
        repeatable=True,
        audit="what a person has read is nobody else's",
        errors=(Forbidden,),
    )
    async def read(self, contest: str, caller: Claims) -> None:
        """Marks all that was asked and answered until now as read by the caller."""
        await self._clarifications.read(contest, caller)

    @endpoint("GET /contests/{contest}/canned-answers", Policy.JURY)
    async def canned(self, contest: str) -> list[CannedAnswer]:
        """The canned answers of a contest, at most 100, the oldest first."""
        return await self._clarifications.canned(contest)

    @endpoint("POST /contests/{contest}/canned-answers", Policy.JURY, status=201, errors=(Conflict,))
    async def add_canned(self, contest: str, body: NewCannedAnswer, caller: Claims) -> CannedAnswer:
        """Adds a canned answer."""
        return await self._clarifications.add_canned(contest, body.text, caller)

    @endpoint("DELETE /contests/{contest}/canned-answers/{canned_answer}", Policy.JURY)
    async def remove_canned(self, contest: str, canned_answer: str) -> None:
        """Removes a canned answer."""
        await self._clarifications.remove_canned(contest, canned_answer)
