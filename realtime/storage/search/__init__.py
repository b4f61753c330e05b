"""The search index: full text with typo tolerance, facets and completion over what everybody may see. Elasticsearch, or memory for tests.

The index finds and orders; it shows nothing. Answers hold ids and counts only, and who asks reads what it shows, and whether it may show
it, from PostgreSQL. So nothing that is not public is ever written here (see `docs/adr/0019-search.md`).

Documents of one kind stand in one index behind an alias. A rebuild makes a new index beside it, fills it and moves the alias:

    name = await index.begin("problem")
    await index.fill(name, documents)          # in batches
    await index.switch("problem", name)        # searches see the new one from here on; older ones are removed
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol

from realtime.runtime.errors import Unavailable

Kind = Literal["problem", "user"]
KINDS: tuple[Kind, ...] = ("problem", "user")
MAX_WORDS = 10
"""Of a query; those behind them are not looked for. Each costs a search of its own."""
FACET_TAGS = 50
"""Tags that are counted, those of most problems."""


class ProblemDocument(NamedTuple):
    id: str
    title: str
    difficulty: str
    tags: tuple[str, ...]
    texts: tuple[str, ...]
    """Plain text of the statement in each language."""


class UserDocument(NamedTuple):
    id: str
    name: str
    """As names are compared: `realtime.security.names.skeleton`."""


class Wanted(NamedTuple):
    words: tuple[str, ...]
    """All of them have to occur, in whichever field. None: every problem."""
    difficulty: str | None = None
    tag: str | None = None
    only: tuple[str, ...] | None = None
    """Ids among which is searched."""
    without: tuple[str, ...] = ()
    """Ids that neither are found nor count."""
    limit: int = 20
    fuzzy: bool = False
    """Whether a word may differ by `words.edits` letters behind its first."""


class Found(NamedTuple):
    hits: list[str]
    """Ids, the best first; those of one score by id."""
    total: int
    """Without the limit."""
    difficulties: dict[str, int]
    """Problems of each, among all that were found."""
    tags: dict[str, int]
    """The same of the `FACET_TAGS` most frequent."""


class Missing(Unavailable):
    """There is no index yet: a new search server, or one that has forgotten everything. Role `worker` builds one."""

    code = "index-missing"


class SearchIndex(Protocol):
    """All of them raise `Unavailable`."""

    async def search(self, wanted: Wanted) -> Found: ...

    async def suggest(self, words: tuple[str, ...], limit: int, *, without: tuple[str, ...] = (), fuzzy: bool = False) -> list[str]:
        """Ids of problems with a title or tag in which each of the words begins a word, the best first."""

    async def users(self, words: tuple[str, ...], limit: int) -> list[str]:
        """Ids of users with a name in which each word begins a word, also with a wrong letter; the most alike first."""

    async def write(self, kind: Kind, documents: Sequence[ProblemDocument | UserDocument], removed: Sequence[str]) -> None:
        """Puts documents in the place of those with their ids, and removes others. The next search sees it. Raises `Missing`."""

    async def exists(self, kind: Kind) -> bool:
        """Whether there is an index, and one of this version."""

    async def begin(self, kind: Kind) -> str: ...

    async def fill(self, name: str, documents: Sequence[ProblemDocument | UserDocument]) -> None: ...

    async def switch(self, kind: Kind, name: str) -> None: ...

    async def close(self) -> None: ...


class NoIndex:
    """Where no search server is set up: what is written goes nowhere, and searches are answered by who can do without."""

    async def search(self, _: Wanted) -> Found:
        raise Unavailable("no search server is set up")

    async def suggest(self, words: tuple[str, ...], limit: int, *, without: tuple[str, ...] = (), fuzzy: bool = False) -> list[str]:
        raise Unavailable("no search server is set up")

    async def users(self, words: tuple[str, ...], limit: int) -> list[str]:
        raise Unavailable("no search server is set up")

    async def write(self, kind: Kind, documents: Sequence[ProblemDocument | UserDocument], removed: Sequence[str]) -> None: ...

    async def exists(self, kind: Kind) -> bool:
        return True

    async def begin(self, kind: Kind) -> str:
        return ""

    async def fill(self, name: str, documents: Sequence[ProblemDocument | UserDocument]) -> None: ...

    async def switch(self, kind: Kind, name: str) -> None: ...

    async def close(self) -> None: ...
