"""`/problems/{problem}/attachments`."""

from __future__ import annotations

from core_api.domains.problems.attachment_models import MAX_FILE_BODY, AttachmentList, NewAttachment
from core_api.domains.problems.attachments import AttachmentService
from core_api.domains.problems.models import Attachment
from core_api.router.edge import Edge
from core_api.router.endpoint import endpoint
from core_api.router.policies import Policy
from core_api.router.responses import Encoded
from realtime.runtime.errors import Forbidden, Invalid, TooLarge, Unavailable
from realtime.security.tokens import Claims

WHOLE = "a file is replaced as a whole, and carries nothing over from the one before"


class AttachmentRoutes:
    """Files of problems: pictures of statements, attachments, packaged PDFs."""

    def __init__(self, attachments: AttachmentService) -> None:
        self._attachments = attachments

    @endpoint("GET /problems/{problem}/attachments", Policy.ANYONE, etag=True, edge=Edge(600, "problem/{problem}"))
    async def all(self, problem: str, caller: Claims | None) -> AttachmentList:
        """The files of a problem, for whoever may read the problem."""
        return await self._attachments.all(problem, caller)

    @endpoint("GET /problems/{problem}/attachments/{name}", Policy.ANYONE, media_type="*/*", etag=True, edge=Edge(600, "problem/{problem}"))
    async def get(self, problem: str, name: str, caller: Claims | None) -> Encoded[bytes]:
        """A file of a problem, for whoever may read the problem. Pictures and PDFs are shown, everything else is saved."""
        return await self._attachments.get(problem, name, caller)

    @endpoint(
        "PUT /problems/{problem}/attachments/{name}",
        Policy.CREATOR,
        body_limit=MAX_FILE_BODY,
        if_match=WHOLE,
        errors=(Forbidden, Invalid, TooLarge, Unavailable),
    )
    async def put(self, problem: str, name: str, body: NewAttachment, caller: Claims) -> Attachment:
        """Stores a file of a problem, in the place of an earlier one of its name. For the problem's author and admins.

        Of a picture the points are kept, without metadata: 4,096 on a side at most, 12 million in all. SVG is refused. Of a picture sent as
        PDF the first page is drawn, 1,600 points on a side at most; its name ends in `.png`.
        """
        return await self._attachments.put(problem, name, body, caller)

    @endpoint("DELETE /problems/{problem}/attachments/{name}", Policy.CREATOR, errors=(Forbidden,))
    async def remove(self, problem: str, name: str, caller: Claims) -> None:
        """Removes a file of a problem. For its author and admins."""
        await self._attachments.remove(problem, name, caller)
