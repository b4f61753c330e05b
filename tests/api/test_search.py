"""Search for problems: what is found, and that nothing is found, counted or completed that is not to be seen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import pytest
import pytest_asyncio

from core_api.storage.search import writing
from core_api.workers.search_writer import SearchWriter
from realtime.runtime.errors import Unavailable
from realtime.security.names import skeleton
from realtime.storage.search import KINDS, Kind, ProblemDocument, Wanted
from realtime.storage.search.memory import MemoryIndex
from tests.api.harness import ANONYMOUS, Api, Caller, fresh
from tests.api.world import contest_body, problem_body, submission_body
from tests.conftest import eventually
from tests.database import execute
from tests.unit.core_api.workers.jobs import running, tenure


class Search:
    """The search of one API, over problems of a test's own: each has the word in its title."""

    def __init__(self, api: Api, author: Caller) -> None:
        self.api = api
        self.author = author
        self.word = fresh("w").replace("-", "")

    async def problem(self, title: str = "", *, statement: str = "Nothing.", published: bool = True, **more: Any) -> str:
        title = f"{self.word} {title} {fresh('t')}"
        body = problem_body(title=title, statement=statement, published=published, **more)
        return str((await self.api.made("/problems", body, by=self.author))["id"])

    async def write(self) -> None:
        """What role `worker` does."""
        pool, index = self.api.platform.pool, self.api.search
        while await writing.write_due(pool, index):
            pass

    async def forget(self) -> None:
        """Ends what is cached, as the worker's word of a change does."""
        await self.api.platform.caches.store.renew([writing.TAG])
        self.api.platform.caches.forget([writing.TAG])

    async def answer(self, q: str | None = None, *, by: Caller = ANONYMOUS, **query: Any) -> Any:
        given = "".join(f"&{name}={quote(str(value))}" for name, value in query.items())
        answer = await self.api.call("GET", f"/problems/search?q={quote(self.word if q is None else q)}{given}", by=by)
        assert answer.status == 200, answer.content
        return answer.json

    async def found(self, q: str | None = None, *, by: Caller = ANONYMOUS, **query: Any) -> list[str]:
        return [problem["id"] for problem in (await self.answer(q, by=by, **query))["problems"]]

    async def suggested(self, q: str | None = None) -> list[str]:
        answer = await self.api.call("GET", f"/problems/suggest?q={quote(self.word if q is None else q)}")
        assert answer.status == 200, answer.content
        return [problem["id"] for problem in answer.json["problems"]]

    async def seen(self) -> tuple[int, list[str], list[Any], list[Any], list[str]]:
        """All that a search tells to everybody."""
        await self.forget()
        answer = await self.answer()
        facets = answer["facets"]
        return (
            answer["total"],
            [problem["id"] for problem in answer["problems"]],
            facets["difficulties"],
            facets["tags"],
            await self.suggested(),
        )


async def rebuild(api: Api) -> None:
    for kind in KINDS:
        await writing.rebuild(api.platform.pool, api.search, kind)


NOTHING: tuple[int, list[str], list[Any], list[Any], list[str]] = (0, [], [], [], [])


@pytest_asyncio.fixture(params=["index", "database"], loop_scope="session")
async def search(request: pytest.FixtureRequest, api: Api) -> AsyncIterator[Search]:
    """Answered by the index, and by the database because the search server is away."""
    made = Search(api, await api.caller("creator"))
    await rebuild(api)
    if request.param == "database":
        api.search.away = True
        made.write = _nothing  # type: ignore[method-assign]
    yield made


async def _nothing() -> None: ...


def degraded(search: Search) -> bool:
    return search.api.search.away


async def test_problems_are_found_by_title_statement_and_tags(search: Search) -> None:
    problem = await search.problem("Ferries", statement="Two *islands* in the **sea** and $n$ boats.", tags=["graph theory"])
    await search.write()
    for q in ("ferries", "FERRIES islands", "graph boats", f"sea {search.word}"):
        assert await search.found(f"{search.word} {q}") == [problem], q
    assert await search.found(f"{search.word} ferries mountains") == []
    answer = await search.answer()
    assert answer["degraded"] is degraded(search)
    assert (answer["total"], answer["next"], answer["corrected"]) == (1, None, False)


async def test_a_word_in_the_title_ranks_before_one_in_the_statement(search: Search) -> None:
    said = await search.problem(statement="Ferries and ferries.")
    named = await search.problem("Ferries")
    await search.write()
    assert await search.found(f"{search.word} ferries") == [named, said]


async def test_frequent_words_decide_only_where_there_are_no_others(search: Search) -> None:
    walk = await search.problem("Walk", statement="Count steps.")
    await search.write()
    assert await search.found(f"the {search.word} of und") == [walk]
    assert await search.found(f"the {search.word} mountains") == []
    assert walk not in await search.found("the und of")


async def test_statements_are_found_in_each_language(search: Search) -> None:
    problem = await search.problem()
    await search.api.call("PUT", f"/problems/{problem}/statements/de", {"text": "Zähle die Fähren."}, by=search.author)
    await search.write()
    assert await search.found(f"{search.word} Fähren") == [problem]
    (highlight,) = [h for h in (await search.answer(f"{search.word} Fähren"))["problems"][0]["highlights"] if h["field"] == "statement"]
    assert (highlight["language"], highlight["text"], highlight["matches"]) == ("de", "Zähle die Fähren.", [[10, 16]])


async def test_facets_count_all_pages(search: Search) -> None:
    tag, other = fresh("tag"), fresh("tag")
    for difficulty, tags in (("easy", [tag]), ("easy", [tag, other]), ("hard", [])):
        await search.problem(difficulty=difficulty, tags=tags)
    await search.write()
    answer = await search.answer(limit=1)
    assert (len(answer["problems"]), answer["total"]) == (1, 3)
    assert answer["facets"] == {
        "difficulties": [{"difficulty": "easy", "problems": 2}, {"difficulty": "hard", "problems": 1}],
        "tags": [{"tag": tag, "problems": 2}, {"tag": other, "problems": 1}],
    }
    assert len(await search.found(difficulty="easy")) == len(await search.found(tag=tag)) == 2
    assert (await search.answer(tag=other))["facets"]["difficulties"] == [{"difficulty": "easy", "problems": 1}]


async def test_pages_go_on_behind_the_last_problem(search: Search) -> None:
    made = {await search.problem() for _ in range(5)}
    await search.write()
    paged: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    for number in range(5):
        page = await search.answer(**query)
        paged += [problem["id"] for problem in page["problems"]]
        assert page["total"] == 5 + (number > 0), "the one that came meanwhile counts"
        if not page["next"]:
            break
        query["cursor"] = page["next"]
        if number == 0:
            await search.problem("zzz", statement=f"{search.word} {search.word}")
            await search.write()
    assert len(paged) == len(set(paged))
    assert made - set(paged) == set()


async def test_a_page_of_the_index_goes_on_when_the_server_goes_away(search: Search) -> None:
    made = [await search.problem() for _ in range(4)]
    await search.write()
    first = await search.answer(limit=2)
    search.api.search.away = True
    second = await search.answer(limit=2, cursor=first["next"])
    assert second["degraded"]
    assert sorted(problem["id"] for page in (first, second) for problem in page["problems"]) == sorted(made)


async def test_solved_problems_are_the_callers_own(search: Search) -> None:
    solved, other = await search.problem(), await search.problem()
    await search.write()
    caller = await search.api.caller()
    for problem, verdict in ((solved, "AC"), (other, "WA")):
        submission = (await search.api.made("/submissions", {"problem_id": problem, **submission_body(problem)}, by=caller))["id"]
        await execute(search.api.platform.pool, "update submissions set state = 'done', verdict = $2 where id = $1", submission, verdict)
    assert await search.found(by=caller, solved="yes") == [solved]
    assert await search.found(by=caller, solved="no") == [other]
    assert await search.found(by=await search.api.caller(), solved="yes") == []
    refused = await search.api.call("GET", f"/problems/search?q={search.word}&solved=yes")
    assert (refused.status, refused.json["field"]) == (401, "solved")


async def test_drafts_are_found_by_nobody_until_they_are_published(search: Search) -> None:
    problem = await search.problem("secret", published=False, tags=["secret"])
    await search.write()
    assert await search.seen() == NOTHING
    for role in ("creator", "jury", "admin"):
        assert await search.found(by=await search.api.caller(role)) == []
    await search.api.call("PATCH", f"/problems/{problem}", {"published": True}, by=search.author)
    await search.write()
    assert (await search.seen())[:2] == (1, [problem])


async def test_what_is_hidden_is_gone_at_once_and_not_when_the_index_follows(search: Search) -> None:
    """The index is not written here: its answers must be corrected."""
    problem = await search.problem("soon gone", tags=[fresh("tag")])
    await search.write()
    assert (await search.seen())[0] == 1
    await search.api.call("PATCH", f"/problems/{problem}", {"published": False}, by=search.author)
    assert await search.seen() == NOTHING
    await search.api.call("PATCH", f"/problems/{problem}", {"published": True}, by=search.author)
    assert (await search.seen())[:2] == (1, [problem])


async def test_a_problem_that_a_coming_contest_takes_is_hidden_until_it_starts(search: Search) -> None:
    problem = await search.problem(tags=[fresh("tag")])
    await search.write()
    assert (await search.seen())[0] == 1
    admin = await search.api.caller("admin")
    contest = (await search.api.made("/contests", contest_body(problem, begins_in=3600), by=admin))["id"]
    assert await search.seen() == NOTHING
    await search.write()
    assert await search.seen() == NOTHING
    await execute(search.api.platform.pool, "update contests set starts_at = now() where id = $1", contest)
    await search.write()
    assert (await search.seen())[:2] == (1, [problem])


async def test_the_visibility_of_a_contest_shows_and_hides_its_problems(search: Search) -> None:
    problem, admin = await search.problem(published=False, tags=[fresh("tag")]), await search.api.caller("admin")
    contest = (await search.api.made("/contests", contest_body(problem), by=admin))["id"]
    await search.write()
    assert (await search.seen())[:2] == (1, [problem])

    async def set_visibility(visibility: str) -> None:
        changed = await search.api.call("PUT", f"/contests/{contest}", {"settings": {"visibility": visibility}}, by=admin)
        assert changed.status == 202

    await set_visibility("private")
    assert await search.seen() == NOTHING, "at once, though the index has it"
    await search.write()
    assert await search.seen() == NOTHING
    await set_visibility("public")
    await search.write()
    assert (await search.seen())[:2] == (1, [problem])


async def test_a_contest_that_starts_shows_its_problems_without_anybodys_doing(search: Search) -> None:
    problem = await search.problem(published=False)
    admin = await search.api.caller("admin")
    await search.api.made("/contests", contest_body(problem, begins_in=3), by=admin)
    assert await search.seen() == NOTHING

    async def shown() -> bool:
        await search.write()
        return (await search.seen())[:2] == (1, [problem])

    await eventually(shown, 20)


async def test_a_cached_answer_ends_when_the_next_contest_starts(search: Search) -> None:
    problem = await search.problem(published=False)
    await search.api.made("/contests", contest_body(problem, begins_in=3), by=await search.api.caller("admin"))

    async def found() -> bool:
        await search.write()
        return await search.found() == [problem]

    assert not await found()
    await eventually(found, 20)


async def test_removed_problems_are_not_found(search: Search) -> None:
    problem = await search.problem()
    await search.write()
    assert await search.found() == [problem]
    await search.api.call("DELETE", f"/problems/{problem}", by=search.author)
    assert await search.seen() == NOTHING
    await search.write()
    assert await search.seen() == NOTHING


async def test_highlights_are_plain_text_with_positions(search: Search) -> None:
    await search.problem("<b>bold</b>", statement="Is `<script>alert(1)</script>` a *bold* move?", tags=["bold & proud"])
    await search.write()
    (problem,) = (await search.answer(f"{search.word} bold"))["problems"]
    marked = [(h["field"], [h["text"][start:end] for start, end in h["matches"]]) for h in problem["highlights"]]
    assert marked == [("title", [search.word, "bold"]), ("tag", ["bold"]), ("statement", ["bold"])]
    assert "Is <script>alert(1)</script> a bold move?" in [h["text"] for h in problem["highlights"]], "text, not HTML"


async def test_a_text_without_words_is_refused_and_no_text_finds_everything(search: Search) -> None:
    await search.problem()
    await search.write()
    for q in ("***", " ", '"'):
        answer = await search.api.call("GET", f"/problems/search?q={quote(q)}")
        assert (answer.status, answer.json["field"]) == (422, "q")
    assert (await search.answer(""))["total"] >= 1
    for q in ("a" * 100, "' or 1=1 --", "a:* & !b", "(((", "\\", "%", "_a_", "title:x", " ".join("abcdefghijkl"), "石取り", "\u0301x"):
        for path in ("search", "suggest"):
            assert (await search.api.call("GET", f"/problems/{path}?q={quote(q)}")).status in (200, 422), q
    assert (await search.api.call("GET", f"/problems/search?q={'a' * 101}")).json["field"] == "q"


async def test_no_problem_has_the_path_of_the_search_as_id(api: Api) -> None:
    author = await api.caller("creator")
    for id in ("search", "suggest"):
        assert (await api.call("POST", "/problems", problem_body(id=id), by=author)).json["field"] == "id"


async def test_titles_are_completed_as_one_types(search: Search) -> None:
    problem = await search.problem("Ferries")
    hidden = await search.problem("Ferries", published=False)
    await search.write()
    assert await search.suggested(search.word[:-2]) == [problem]
    assert hidden not in await search.suggested(search.word)


@pytest_asyncio.fixture(loop_scope="session")
async def indexed(api: Api) -> Search:
    made = Search(api, await api.caller("creator"))
    await rebuild(api)
    return made


def mistyped(word: str) -> str:
    """Two letters behind the second one are exchanged."""
    at = next(at for at in range(2, len(word) - 1) if word[at] != word[at + 1])
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


async def test_mistakes_of_typing_are_corrected_where_nothing_is_found_otherwise(indexed: Search) -> None:
    indexed.word = "".join(chr(ord("g") + int(digit, 16)) for digit in fresh("")[1:])
    problem = await indexed.problem()
    await indexed.write()
    answer = await indexed.answer(mistyped(indexed.word))
    assert ([found["id"] for found in answer["problems"]], answer["corrected"]) == ([problem], True)
    (highlight,) = answer["problems"][0]["highlights"]
    assert highlight["text"][slice(*highlight["matches"][0])] == indexed.word
    assert await indexed.suggested(mistyped(indexed.word)) == [problem]
    exact = await indexed.answer()
    assert ([found["id"] for found in exact["problems"]], exact["corrected"]) == ([problem], False)


async def test_an_answer_is_cached_until_the_index_has_what_changed(indexed: Search) -> None:
    await indexed.problem()
    await indexed.write()
    await indexed.forget()
    assert len(await indexed.found()) == 1
    calls = 0
    whole = indexed.api.search.search

    async def counted(wanted: Any) -> Any:
        nonlocal calls
        calls += 1
        return await whole(wanted)

    indexed.api.search.search = counted  # type: ignore[method-assign]
    assert len(await indexed.found()) == 1
    assert calls == 0
    await indexed.problem()
    await indexed.write()
    told = await indexed.api.platform.pool.fetchval("select count(*) from changes where tags = $1", [writing.TAG])
    assert told, "the worker tells that the index has it"
    await indexed.forget()
    assert len(await indexed.found()) == 2


async def test_an_index_that_is_far_behind_is_not_asked(indexed: Search) -> None:
    await indexed.problem()
    await execute(
        indexed.api.platform.pool,
        "insert into search_changes (kind, object) select 'problem', $1 || n from generate_series(1, 2000) n",
        indexed.word,
    )
    answer = await indexed.answer()
    assert (answer["degraded"], answer["total"]) == (True, 1)
    await indexed.write()
    await indexed.forget()
    assert not (await indexed.answer())["degraded"]


async def test_what_an_index_holds_against_the_rules_is_not_shown(indexed: Search) -> None:
    """One that came back with an old state, or that somebody else has written to."""
    draft, kept = await indexed.problem(published=False), await indexed.problem()
    await indexed.write()
    held = ProblemDocument(draft, f"{indexed.word} draft", "easy", (), ())
    await indexed.api.search.write("problem", [held, held._replace(id="no such problem")], [])
    assert await indexed.found() == [kept]
    assert await indexed.suggested() == [kept]


async def test_no_draft_is_written_to_the_index(indexed: Search) -> None:
    draft = await indexed.problem(published=False)
    await indexed.write()
    wanted = Wanted((indexed.word,))
    assert not (await indexed.api.search.search(wanted)).hits
    await rebuild(indexed.api)
    assert not (await indexed.api.search.search(wanted)).hits
    await indexed.api.call("PATCH", f"/problems/{draft}", {"published": True}, by=indexed.author)
    await indexed.write()
    assert (await indexed.api.search.search(wanted)).hits == [draft]


async def test_the_worker_follows_changes_and_builds_what_is_missing(indexed: Search) -> None:
    problem = await indexed.problem()
    index = indexed.api.search
    index.forget()
    index.away = True

    async def holds(*expected: str) -> None:
        async def look() -> bool:
            return await index.exists("problem") and (await index.search(Wanted((indexed.word,)))).hits == sorted(expected)

        await eventually(look, 30)

    async with running(SearchWriter(indexed.api.platform.pool, index).run(tenure())):
        index.away = False
        await holds(problem)
        second = await indexed.problem()
        await holds(problem, second)
        index.forget()
        await holds(problem, second)
        contest = contest_body(await indexed.problem(published=False), begins_in=2)
        shown = contest["settings"]["problems"][0]["id"]
        await indexed.api.made("/contests", contest, by=await indexed.api.caller("admin"))
        await holds(problem, second, shown)


async def test_users_who_are_not_to_be_found_are_not_in_the_index(indexed: Search) -> None:
    caller, privacy = await indexed.api.caller(), {"profile": "nobody"}
    await indexed.write()
    word = skeleton(caller.name.removeprefix("user-"))
    assert await indexed.api.search.users((word,), 5) == [caller.id]
    assert (await indexed.api.call("PUT", "/users/profile/privacy", privacy, by=caller)).status == 200
    found = await indexed.api.call("GET", f"/users/search?q={caller.name}", by=indexed.author)
    assert caller.id not in [user["id"] for user in found.json["users"]], "before the index follows"
    await indexed.write()
    assert await indexed.api.search.users((word,), 5) == []


async def test_users_are_found_with_exchanged_letters_in_a_short_name(indexed: Search) -> None:
    caller = await indexed.api.caller()
    name = "Jo" + "".join(chr(ord("g") + int(digit, 16)) for digit in fresh("")[1:3]) + "n"
    profile = {"name": f"{name} {fresh('')[1:]}"}
    assert (await indexed.api.call("PUT", "/users/profile", profile, by=caller)).status == 200
    await indexed.write()
    path = f"/users/search?q={name[0] + name[2] + name[1] + name[3:]}&limit=20"
    found = await indexed.api.call("GET", path, by=indexed.author)
    assert caller.id in [user["id"] for user in found.json["users"]]
    indexed.api.search.away = True
    assert (await indexed.api.call("GET", path, by=indexed.author)).status == 200


async def test_a_search_server_that_has_forgotten_everything_is_away(indexed: Search) -> None:
    await indexed.problem()
    indexed.api.search.forget()
    answer = await indexed.answer()
    assert (answer["degraded"], answer["total"]) == (True, 1)


async def test_only_one_writes_the_index_at_a_time(indexed: Search) -> None:
    """A second writer leaves the changes to the first, and a rebuild waits for it."""
    pool, index = indexed.api.platform.pool, indexed.api.search
    await indexed.write()
    await indexed.problem()
    entered, leave = asyncio.Event(), asyncio.Event()

    class Slow(MemoryIndex):
        async def write(self, *given: Any) -> None:
            entered.set()
            await leave.wait()
            await index.write(*given)

    first = asyncio.create_task(writing.write_due(pool, Slow()))
    await entered.wait()
    assert await writing.write_due(pool, index) == 0
    rebuilding = asyncio.create_task(writing.rebuild(pool, index, "problem"))
    leave.set()
    assert await first > 0
    assert await rebuilding > 0
    assert len(await indexed.found()) == 1


async def test_what_could_not_be_written_stays_due(indexed: Search) -> None:
    await indexed.write()
    await indexed.problem()
    indexed.api.search.away = True
    with pytest.raises(Unavailable):
        await indexed.write()
    indexed.api.search.away = False
    await indexed.write()
    assert (await indexed.answer())["total"] == 1


async def test_what_changes_while_the_index_is_made_anew_is_written_to_the_new_one(indexed: Search) -> None:
    problem, pool = await indexed.problem(), indexed.api.platform.pool

    class Filling(MemoryIndex):
        async def switch(self, kind: Kind, name: str) -> None:
            await indexed.api.call("PATCH", f"/problems/{problem}", {"published": False}, by=indexed.author)
            assert await writing.write_due(pool, indexed.api.search) == 0, "it waits"
            await super().switch(kind, name)

    index = Filling()
    await MemoryIndex.switch(index, "user", await index.begin("user"))
    await writing.rebuild(pool, index, "problem")
    assert (await index.search(Wanted((indexed.word,)))).hits == [problem], "as it was when it was read"
    await writing.write_due(pool, index)
    assert (await index.search(Wanted((indexed.word,)))).hits == []
