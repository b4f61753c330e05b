"""`/contests/{contest}/prints`."""

from __future__ import annotations

from core_api.domains.prints.models import MAX_BODY, NewPrint, Print, PrintPage, PrintQuery
from core_api.domains.prints.service import PrintService
from core_api.router.endpoint import Address, endpoint
from core_api.router.limits import Limit
from core_api.router.policies import Policy
from core_api.router.responses import Encoded
from realtime.runtime.errors import Conflict, Forbidden, Invalid, NotFound, TooLarge, Unavailable
from realtime.security.tokens import Claims

SEND = Limit("print", 20, 600)
"""Paper is everybody's, and so is the time of who carries it."""
DOCUMENTS = Limit("print-document", 60, 60)
"""Each takes up to some seconds of a core."""


class PrintRoutes:
    """Prints: sources that teams send to the printer, for those who bring the paper.

    The source is sealed at rest, and removed a week after the contest.
    """

    def __init__(self, prints: PrintService) -> None:
        self._prints = prints

    @endpoint(
        "POST /contests/{contest}/prints",
        Policy.SIGNED_IN,
        location="/contests/{contest}/prints/{id}",
        body_limit=MAX_BODY,
        limits=(SEND,),
        errors=(Conflict, Forbidden, Invalid, NotFound, TooLarge),
    )
    async def add(self, contest: str, body: NewPrint, caller: Claims, address: Address) -> Print:
        """Sends a text, or a submission of the own team, to print: while the contest runs, five at a time for each team."""
        return await self._prints.add(contest, body, caller, address)

    @endpoint("GET /contests/{contest}/prints", Policy.SIGNED_IN, errors=(Forbidden,))
    async def page(self, contest: str, query: PrintQuery, caller: Claims) -> PrintPage:
        """A page of the prints of the caller's team, the oldest first; of all teams for the jury."""
        return await self._prints.page(contest, query, caller)

    @endpoint(
        "GET /contests/{contest}/prints/{print}.pdf",
        Policy.JURY,
        limits=(DOCUMENTS,),
        media_type="application/pdf",
        errors=(Unavailable,),
    )
    async def document(self, contest: str, print: str) -> Encoded[bytes]:
        """The print as PDF (A4, 40 pages at most): highlighted, with team, place, contest, time and page on each page."""
        headers = {"Content-Disposition": f'inline; filename="print-{print}.pdf"', "X-Content-Type-Options": "nosniff"}
        return Encoded(await self._prints.document(contest, print), headers)

    @endpoint("GET /contests/{contest}/prints/{print}", Policy.SIGNED_IN, errors=(Forbidden,))
    async def get(self, contest: str, print: str, caller: Claims) -> Print:
        """A print of the caller's team, or of any for the jury."""
        return await self._prints.get(contest, print, caller)

    @endpoint("POST /contests/{contest}/prints/{print}/delivered", Policy.JURY, repeatable=True)
    async def deliver(self, contest: str, print: str, caller: Claims) -> Print:
        """Marks a print as delivered by the caller, unless somebody has done so before: the answer says who."""
        return await self._prints.deliver(contest, print, caller)

    @endpoint("DELETE /contests/{contest}/prints/{print}/delivered", Policy.JURY)
    async def take_back(self, contest: str, print: str) -> Print:
        """Marks a print as not delivered: it waits again."""
        return await self._prints.take_back(contest, print)

    @endpoint("DELETE /contests/{contest}/prints/{print}", Policy.SIGNED_IN, errors=(Conflict, Forbidden))
    async def remove(self, contest: str, print: str, caller: Claims) -> None:
        """Removes a waiting print: of the caller's team, or any for the jury."""
        await self._prints.remove(contest, print, caller)
