"""Shapes of prints."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from core_api.router.pages import Page, PageQuery

MAX_SOURCE = 100 * 1024
"""Bytes, as of a submission."""
MAX_BODY = 6 * MAX_SOURCE + 4096
"""Bytes of a request: a character may take six of them in JSON."""
FileName = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class NewPrint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text, or a submission of the own team."""

    source: Annotated[str, msgspec.Meta(min_length=1)] | None = None
    submission_id: str | None = None
    file_name: FileName | None = None
    """Stands on each page. None: as submissions in this language are called."""
    language: str | None = None
    """For the highlighting, an id of `GET /languages`; None: what the file name's end says. Of a submission it is known."""

    @classmethod
    def example(cls) -> NewPrint:
        return cls("print(sum(map(int, input().split())))", file_name="sum.py", language="python3")


class Print(msgspec.Struct, frozen=True):
    id: str
    contest_id: str
    team_id: str
    team_name: str
    location: str
    """Where the team sits; empty: not known."""
    user_id: str
    """Who sent it."""
    submission_id: str | None
    file_name: str
    language: str | None
    source_bytes: int
    contest_time: int
    """Milliseconds: when it was sent."""
    created_at: datetime
    delivered_by: str | None
    """Name; null: it waits."""
    delivered_at: datetime | None
    has_source: bool
    """False: the source was removed, some days after the contest."""

    @property
    def fields(self) -> dict[str, object]:
        """For the audit log."""
        return {"team": self.team_id, "file_name": self.file_name, "bytes": self.source_bytes, "delivered_by": self.delivered_by}


class PrintPage(Page, frozen=True, kw_only=True):
    prints: list[Print]


class PrintQuery(PageQuery, frozen=True, kw_only=True):
    delivered: bool | None = None
    """Only those that were delivered, or only those that wait."""
    team: str | None = None
    """Only those of this team."""
