"""The search index: Elasticsearch's client on the embedded server and the twin in memory hold the same promises."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from realtime.runtime.errors import Unavailable
from realtime.storage.search import FACET_TAGS, KINDS, Kind, Missing, NoIndex, ProblemDocument, SearchIndex, UserDocument, Wanted
from realtime.storage.search.elastic import ElasticIndex
from realtime.storage.search.memory import MemoryIndex
from tests.conftest import Servers
from tests.workers import free_port

SHORTEST = ProblemDocument("shortest", "Shortest ways", "hard", ("graphs", "shortest paths"), ("Dijkstra finds the ways of a König.",))
SUM = ProblemDocument("sum", "Sum of two numbers", "easy", ("math",), ("Add two numbers.", "Addiere zwei Zahlen."))
DIJKSTRA = ProblemDocument("dijkstra", "Dijkstra returns", "medium", ("graphs", "math"), ("Nothing is said of ways.",))
NIM = ProblemDocument("nim", "石取りゲーム", "easy", (), ("石を取る。",))
PROBLEMS = (SHORTEST, SUM, DIJKSTRA, NIM)
USERS = (UserDocument("u1", "john smith"), UserDocument("u2", "joanna dark"), UserDocument("u3", "ada lovelace"))


@pytest.fixture(params=["memory", "elastic"])
async def empty(request: pytest.FixtureRequest) -> AsyncIterator[SearchIndex]:
    made: SearchIndex = MemoryIndex()
    if request.param == "elastic":
        servers: Servers = request.getfixturevalue("servers")
        made = ElasticIndex(servers.search, search_seconds=20)
    yield made
    await made.close()


@pytest.fixture
async def index(empty: SearchIndex) -> SearchIndex:
    await build(empty, "problem", PROBLEMS)
    await build(empty, "user", USERS)
    return empty


async def build(index: SearchIndex, kind: Kind, documents: tuple[ProblemDocument, ...] | tuple[UserDocument, ...]) -> None:
    name = await index.begin(kind)
    await index.fill(name, documents)
    await index.switch(kind, name)


async def found(index: SearchIndex, *words: str, fuzzy: bool = False, **more: object) -> list[str]:
    return (await index.search(Wanted(words, fuzzy=fuzzy, **more))).hits  # type: ignore[arg-type]


async def test_all_words_have_to_occur_in_any_field(index: SearchIndex) -> None:
    assert await found(index, "dijkstra", "graphs") == ["dijkstra", "shortest"]
    assert await found(index, "dijkstra", "shortest") == ["shortest"]
    assert await found(index, "zahlen", "numbers") == ["sum"]
    assert await found(index, "dijkstra", "zahlen") == []


async def test_a_title_counts_more_than_a_statement(index: SearchIndex) -> None:
    assert await found(index, "dijkstra") == ["dijkstra", "shortest"]
    assert await found(index, "ways") == ["shortest", "dijkstra"]


async def test_case_and_accents_do_not_matter(index: SearchIndex) -> None:
    assert await found(index, "KONIG") == await found(index, "könig") == ["shortest"]


async def test_words_of_titles_and_tags_are_found_by_their_beginnings(index: SearchIndex) -> None:
    assert await found(index, "graph", "return") == ["dijkstra"]
    assert await found(index, "zahl") == [], "a statement is found by whole words"


async def test_words_without_spaces_between_them_are_found(index: SearchIndex) -> None:
    assert await found(index, "ゲーム") == ["nim"]
    assert await found(index, "石") == ["nim"]


async def test_mistakes_of_typing_are_forgiven_when_asked_for(index: SearchIndex) -> None:
    for typo in ("dijsktra", "dikstra", "dijkstraa", "dojkstra"):
        assert await found(index, typo) == []
        assert await found(index, typo, fuzzy=True) == ["dijkstra", "shortest"]
    assert await found(index, "xijkstra", fuzzy=True) == [], "the first letter counts"
    assert await found(index, "sm", fuzzy=True) == [], "short words have to be right"


async def test_a_phrase_of_a_statement_is_found_and_counted_also_with_a_mistake(index: SearchIndex) -> None:
    for words, fuzzy in ((("add", "two", "numbers"), False), (("addiere", "zahlen"), False), (("add", "two", "nubmers"), True)):
        answer = await index.search(Wanted(words, fuzzy=fuzzy))
        assert (answer.hits, answer.total, answer.difficulties, answer.tags) == (["sum"], 1, {"easy": 1}, {"math": 1}), words


async def test_a_beginning_of_a_tag_goes_with_a_word_of_a_statement(index: SearchIndex) -> None:
    assert await found(index, "gra", "konig") == ["shortest"]
    assert await found(index, "gra", "kon") == []


async def test_without_words_everything_is_found_by_id(index: SearchIndex) -> None:
    assert await found(index) == sorted(problem.id for problem in PROBLEMS)


async def test_filters_narrow_what_is_found_and_counted(index: SearchIndex) -> None:
    assert await found(index, difficulty="easy") == ["nim", "sum"]
    assert await found(index, tag="graphs") == ["dijkstra", "shortest"]
    assert await found(index, tag="graph") == [], "a tag as it is written"
    assert await found(index, only=("sum", "nim", "other")) == ["nim", "sum"]
    assert await found(index, only=()) == []
    answer = await index.search(Wanted((), tag="math"))
    assert (answer.total, answer.difficulties, answer.tags) == (2, {"easy": 1, "medium": 1}, {"math": 2, "graphs": 1})


async def test_a_difficulty_counts_also_where_many_tags_are_more_frequent(index: SearchIndex) -> None:
    tags = tuple(f"tag {number:02}" for number in range(FACET_TAGS + 5))
    many = [ProblemDocument(f"many{n}", "Crowded", "medium", tags, ()) for n in range(3)]
    await index.write("problem", [*many, ProblemDocument("rare", "Crowded", "hard", ("alone",), ())], [])
    answer = await index.search(Wanted(("crowded",)))
    assert (answer.total, answer.difficulties) == (4, {"medium": 3, "hard": 1})
    assert answer.tags == dict.fromkeys(tags[:FACET_TAGS], 3)


async def test_what_is_left_out_counts_nowhere(index: SearchIndex) -> None:
    answer = await index.search(Wanted(("dijkstra",), without=("dijkstra", "no such")))
    assert (answer.hits, answer.total) == (["shortest"], 1)
    assert (answer.difficulties, answer.tags) == ({"hard": 1}, {"graphs": 1, "shortest paths": 1})
    assert await index.suggest(("dij",), 5, without=("dijkstra",)) == []


async def test_the_limit_cuts_hits_and_nothing_else(index: SearchIndex) -> None:
    whole = await index.search(Wanted(("ways",)))
    part = await index.search(Wanted(("ways",), limit=1))
    assert part == whole._replace(hits=whole.hits[:1])


async def test_titles_and_tags_are_completed(index: SearchIndex) -> None:
    assert await index.suggest(("sho",), 5) == ["shortest"]
    assert set(await index.suggest(("gr",), 5)) == {"shortest", "dijkstra"}
    assert await index.suggest(("two", "su"), 5) == ["sum"]
    assert await index.suggest(("addiere",), 5) == [], "statements are not completed"
    assert await index.suggest(("dijsk",), 5) == []
    assert await index.suggest(("dijsk",), 5, fuzzy=True) == ["dijkstra"]
    assert len(await index.suggest(("gr",), 1)) == 1


async def test_users_are_found_by_beginnings_and_with_a_wrong_letter(index: SearchIndex) -> None:
    assert await index.users(("jhon",), 5) == ["u1"]
    assert set(await index.users(("jo",), 5)) == {"u1", "u2"}
    assert await index.users(("ada", "lovelaec"), 5) == ["u3"]
    assert await index.users(("dijkstra",), 5) == []


async def test_what_is_written_is_found_by_the_next_search(index: SearchIndex) -> None:
    changed = SUM._replace(title="Product", tags=("products",))
    await index.write("problem", [changed, ProblemDocument("new", "New", "easy", (), ("Fresh.",))], ["dijkstra", "never there"])
    assert await found(index, "product") == ["sum"]
    assert await found(index, "fresh") == ["new"]
    assert await found(index, "dijkstra") == ["shortest"]
    assert (await index.search(Wanted(()))).total == 4
    await index.write("problem", [], [])


async def test_a_rebuild_is_seen_at_once_and_as_a_whole(index: SearchIndex) -> None:
    name = await index.begin("problem")
    await index.fill(name, [NIM])
    await index.fill(name, [SUM])
    assert (await index.search(Wanted(()))).total == len(PROBLEMS)
    await index.switch("problem", name)
    assert await found(index) == ["nim", "sum"]
    assert await index.exists("problem")


async def test_documents_of_any_text_are_taken(index: SearchIndex) -> None:
    odd = ProblemDocument("odd", 'Quote " and \\ {} \U0001f600', "hard", ("a" * 64, "\u2028"), ("", "x" * 50_000, "$a<b$ \u00ad"))
    await index.write("problem", [odd], [])
    assert await found(index, "quote") == ["odd"]
    for query in ('"', "\\", "*:*", "title:sum", "(((", "a" * 300, "\u2028", "\U0001f600"):
        await index.search(Wanted((query,), fuzzy=True))
        await index.suggest((query,), 5, fuzzy=True)


async def test_without_an_index_searches_and_writes_say_so() -> None:
    index = MemoryIndex()
    for call in (index.search(Wanted(())), index.suggest(("a",), 1), index.users(("a",), 1), index.write("problem", [SUM], [])):
        with pytest.raises(Missing):
            await call
    assert not await index.exists("problem")


async def test_a_server_that_has_forgotten_everything_says_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    from tests.conftest import started_servers

    with started_servers(tmp_path_factory.mktemp("search") / "data", "search") as urls:
        index = ElasticIndex(urls["search"], search_seconds=20)
        for call in (index.search(Wanted(())), index.suggest(("a",), 1), index.users(("a",), 1), index.write("problem", [SUM], [])):
            with pytest.raises(Missing):
                await call
        assert not await index.exists("problem")
        await index.close()


async def test_a_server_that_is_away_says_so_and_is_not_asked_for_a_while() -> None:
    index = ElasticIndex(f"http://127.0.0.1:{free_port()}", search_seconds=1)
    for _ in range(8):
        with pytest.raises(Unavailable):
            await index.search(Wanted(()))
    with pytest.raises(Unavailable, match="for the moment"):
        await index.users(("a",), 1)
    for call in (index.write("problem", [SUM], []), index.fill("x", [SUM]), index.switch("problem", "x")):
        with pytest.raises(Unavailable):
            await call
    for kind in KINDS:
        with pytest.raises(Unavailable):
            await index.exists(kind)
    await index.close()


async def test_where_none_is_set_up_writes_go_nowhere() -> None:
    index = NoIndex()
    await index.write("problem", [SUM], [])
    assert await index.exists("problem")
    for call in (index.search(Wanted(())), index.suggest(("a",), 1), index.users(("a",), 1)):
        with pytest.raises(Unavailable):
            await call
