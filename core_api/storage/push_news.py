"""News for browsers whose page is closed, writing side: noted in the transaction whose effects they tell, and pushed by the worker."""

from __future__ import annotations

from typing import Literal

import msgspec

from core_api.storage.unit_of_work import UnitOfWork
from realtime.runtime import ids

NewsKind = Literal["announcement", "answer", "message"]
"""`message`: what the jury tells a team by itself."""
MAX_WORDS = 500
"""Characters of a text that are shown: more than any system shows, less than a push service refuses (4096 bytes)."""


class News(msgspec.Struct, frozen=True):
    contest: str
    team: str | None
    """None: to all who take part."""
    kind: NewsKind
    words: str
    tag: str
    """Of the news: a browser that is told twice, by the page too, shows it once. The page makes the same."""


async def add(work: UnitOfWork, news: News) -> None:
    """Nothing is noted while nobody has subscribed."""
    await work.connection.execute(
        "insert into push_news (id, contest_id, team_id, kind, words, tag) select $1, $2, $3, $4, $5, $6"
        " where exists (select from push_subscriptions)",
        ids.new(),
        news.contest,
        news.team,
        news.kind,
        news.words[:MAX_WORDS],
        news.tag,
    )
