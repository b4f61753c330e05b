"""`/uploads`, and what is made of them."""

from __future__ import annotations

from core_api.domains.problems.version_models import MAKING, ImportOutcome
from core_api.domains.uploads.models import MAX_PART_BODY, NewUpload, Part, Upload, UploadedPackage
from core_api.domains.uploads.package_import import PackageImport
from core_api.domains.uploads.service import UploadService
from core_api.router.endpoint import MSGPACK, endpoint
from core_api.router.limits import Limit
from core_api.router.policies import Policy
from core_api.router.preconditions import IfMatch
from core_api.router.responses import Created
from realtime.runtime.errors import Conflict, Invalid, TooLarge
from realtime.security.tokens import Claims

CREATE = (Limit("upload", 60, 24 * 3600),)


class UploadRoutes:
    """Uploads in parts, for packages beyond 64 MiB: parts come in any order, and again after a break."""

    def __init__(self, uploads: UploadService, packages: PackageImport) -> None:
        self._uploads = uploads
        self._packages = packages

    @endpoint("POST /uploads", Policy.CREATOR, limits=CREATE, location="/uploads/{id}", errors=(Conflict,))
    async def create(self, body: NewUpload, caller: Claims) -> Upload:
        """Begins an upload of up to 256 MiB. It is removed after 24 hours; five that are not done may be there at once."""
        return await self._uploads.create(body, caller)

    @endpoint("GET /uploads/{upload}", Policy.CREATOR)
    async def get(self, upload: str, caller: Claims) -> Upload:
        """An upload of one's own: which parts are there."""
        return await self._uploads.get(upload, caller)

    @endpoint(
        "PUT /uploads/{upload}/parts/{part}",
        Policy.CREATOR,
        body_media_type=MSGPACK,
        body_limit=MAX_PART_BODY,
        if_match="the same part again changes nothing, and another content takes its place",
        audit="a part of one's own upload: what is made of it is audited",
        errors=(Conflict, Invalid),
    )
    async def put_part(self, upload: str, part: str, body: Part, caller: Claims) -> Upload:
        """Sends a part, as MessagePack with its SHA-256. The same part again changes nothing."""
        return await self._uploads.put_part(upload, part, body, caller)

    @endpoint("DELETE /uploads/{upload}", Policy.CREATOR)
    async def remove(self, upload: str, caller: Claims) -> None:
        """Removes an upload of one's own, with its parts."""
        await self._uploads.remove(upload, caller)

    @endpoint(
        "PUT /problems/{problem}/package/upload",
        Policy.CREATOR,
        if_match=IfMatch.OPTIONAL,
        limits=(MAKING,),
        errors=(Conflict, Invalid, TooLarge),
    )
    async def import_package(self, problem: str, body: UploadedPackage, caller: Claims) -> Created[ImportOutcome]:
        """Does as `PUT /problems/{problem}/package`, with the package of a whole upload. 503 while another one is being imported."""
        made = await self._packages.run(problem, body.upload_id, caller)
        return Created(made, f"/problems/{problem}", made.outcome != "unchanged")
