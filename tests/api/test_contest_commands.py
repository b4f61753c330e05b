"""`podium admin contest …` against the API: from a file to the final result, and what it refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.cli.admin import _contests
from deploy.local.client import Client
from tests.api.commands import Podium
from tests.api.harness import Api, Caller, fresh
from tests.api.world import World, make_world, problem_body, submission_body
from tests.conftest import ROOT
from tests.unit.judge_workers.packages.test_packages import write

EXAMPLE = ROOT / "docs" / "examples" / "contest.yaml"


async def example(api: Api, folder: Path, **changes: Any) -> tuple[Path, str, dict[str, Caller]]:
    """The example of the documentation with ids and addresses of this test's own, and what stands in it on the platform."""
    creator = await api.caller("creator")
    people = {"head": await api.caller(), "coach": await api.caller()}
    written = EXAMPLE.read_text()
    for problem in ("spring-sum", "spring-product"):
        body = problem_body(published=False)
        await api.made("/problems", body, by=creator)
        written = written.replace(problem, body["id"])
    for name, caller in people.items():
        written = written.replace(f"{name}@example.org", f"{caller.name}@example.org")
    contest, suffix = fresh("cup"), fresh("")
    written = (
        written.replace("spring-cup", contest).replace("Three Coders", f"Three Coders {suffix}").replace("Night Owls", f"Owls {suffix}")
    )
    file = folder / "contest.yaml"
    file.write_text(yaml.safe_dump(yaml.safe_load(written) | changes) if changes else written)
    return file, contest, people


async def changed(podium: Podium, file: Path, **changes: Any) -> list[str]:
    """What an application of the file prints after these changes."""
    file.write_text(yaml.safe_dump(yaml.safe_load(file.read_text()) | changes))
    done = await podium("contest", "apply", str(file), "--out", str(file.with_suffix(".tsv")))
    assert done.code == 0, done.err
    return done.out.splitlines()


async def test_the_example_of_the_documentation_makes_a_contest_and_again_changes_nothing(
    api: Api,
    podium: Podium,
    tmp_path: Path,
) -> None:
    file, contest, people = await example(api, tmp_path)
    planned = await podium("contest", "apply", str(file), "--dry-run")
    assert (planned.code, planned.out.splitlines()[-1]) == (0, "nothing was changed: this was a dry run"), planned.err
    assert (await podium("contest", "show", contest)).code == 2
    done = await podium("contest", "apply", str(file), "--out", str(tmp_path / "accounts.tsv"))
    assert (done.code, done.out.splitlines()) == (0, planned.out.splitlines()[:-1]), done.err
    assert f"+ contest {contest}" in done.out
    assert "+ duration: 5:00:00" in done.out
    assert len((tmp_path / "accounts.tsv").read_text().splitlines()) == 3

    shown = json.loads((await podium("contest", "show", contest, "--json")).out)
    settings = shown["settings"]
    assert (settings["duration"], settings["freeze"], settings["visibility"], shown["capacity"]) == (18_000_000, 14_400_000, "private", 120)
    assert (settings["start"], settings["medals"], settings["options"]) == (1_807_948_800_000, [4, 4, 4], {"penalty_minutes": 20})
    assert [problem["label"] for problem in settings["problems"]] == ["A", "B"]
    assert (settings["awards"], settings["rated"]) == (
        {"group_winners": False, "honors": [{"award": "honors", "least": 2.0}]},
        "codeforces",
    )
    jury = json.loads((await podium("role", "list", "--contest", contest, "--json")).out)
    assert [juror["user_id"] for juror in jury] == [people["head"].id]
    assert (await api.call("GET", f"/contests/{contest}", by=people["coach"])).status == 200
    assert (await api.call("GET", f"/contests/{contest}")).status == 404

    again = await podium("contest", "apply", str(file), "--out", str(tmp_path / "accounts.tsv"))
    assert (again.code, again.out) == (0, f"{contest}: nothing differs\n"), again.err
    assert json.loads((await podium("contest", "show", contest, "--json")).out)["version"] == shown["version"]


async def test_a_file_that_was_changed_changes_what_differs_and_says_so(api: Api, podium: Podium, tmp_path: Path) -> None:
    file, contest, people = await example(api, tmp_path)
    await changed(podium, file)
    written = yaml.safe_load(file.read_text())
    problems = written["problems"]
    assert await changed(podium, file, duration="5:30:00", freeze=None) == ["~ duration: 5:00:00 → 5:30:00", "~ freeze: 4:00:00 → none"]
    awards = {"group_winners": False, "medal_shares": [10, 10, 10]}
    assert await changed(podium, file, rated=None, medals=[0, 0, 0], awards=awards) == [
        "~ medals: 4, 4, 4 → 0, 0, 0",
        "~ awards.medal_shares: 0, 0, 0 → 10, 10, 10",
        "~ awards.honors: honors from 2 → none",
        "~ rated: codeforces → none",
    ]
    assert await changed(podium, file, problems=[{**problems[1], "label": "A"}]) == [
        f"~ problems: A {problems[0]['id']}, B {problems[1]['id']} → A {problems[1]['id']}"
    ]
    assert await changed(podium, file, guests=[], jury=[people["coach"].id]) == [
        f"+ jury {people['coach'].id}",
        f"- jury {people['head'].name}",
        f"- guests {people['coach'].name}",
    ]
    registration = written["registration"] | {"members_max": 2, "code": "red-walrus-18"}
    assert await changed(podium, file, registration=registration) == ["~ registration.members_max: 3 → 2"]
    assert "registration.code" in (await podium("contest", "apply", str(file), "--set-code", "--dry-run")).out
    teams = [*written["teams"], {"id": 3, "name": fresh("Late Team")}]
    assert await changed(podium, file, teams=teams) == [f"+ team {teams[2]['name']}"]
    assert await changed(podium, file, teams=[{**teams[0], "location": "Room 2"}, *teams[1:]]) in (
        [f"~ team {teams[0]['name']}: as before → as in the file"],
        [f"{contest}: nothing differs"],  # where a team sits is no part of its registration
    )
    rule = await podium("contest", "apply", str(_with(file, rule="ioi", options={})))
    assert (rule.code, "keeps its rule" in rule.err) == (2, True)


def a_package(folder: Path, answer: str = "3") -> Path:
    files = {
        "problem.yaml": "problem_format_version: 2023-07\nname: Sum\nlimits: {time_limit: 1, memory: 256}\n",
        "statement/problem.en.md": "Add two numbers.",
        "data/sample/1.in": "1 2\n",
        "data/sample/1.ans": f"{answer}\n",
    }
    return write(folder, files)


async def test_packages_that_a_file_names_are_imported_and_again_when_they_or_the_problem_changed(
    api: Api, podium: Podium, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    package, contest, problem = a_package(tmp_path / "problems" / "sum"), fresh("cup"), fresh("sum")
    written = {"contest": contest, "name": contest, "start": "2027-04-17T10:00:00Z", "duration": "5:00:00"}
    file = tmp_path / "contest.yaml"
    file.write_text(yaml.safe_dump(written | {"problems": [{"id": problem, "label": "A", "package": "problems/sum"}]}))

    async def applied(*options: str) -> list[str]:
        done = await podium("contest", "apply", str(file), *options)
        assert done.code == 0, done.err
        return [line for line in done.out.splitlines() if line.startswith(("+ problem ", "~ problem ")) or "nothing differs" in line]

    assert await applied("--dry-run") == [f"+ problem {problem}: as in sum"]
    assert (await podium("problem", "show", problem)).code == 2
    assert await applied() == [f"+ problem {problem}: as in sum"]
    made = json.loads((await podium("problem", "show", problem, "--json")).out)
    assert (made["version"], made["title"], made["published"]) == (1, "Sum", False)
    assert await applied() == [f"{contest}: nothing differs"]

    a_package(package, answer="4")
    assert await applied("--dry-run") == [f"~ problem {problem}: version 1 → as in sum"]
    assert await applied() == [f"~ problem {problem}: version 1 → as in sum"]
    assert await applied() == [f"{contest}: nothing differs"]
    assert json.loads((await podium("problem", "show", problem, "--json")).out)["version"] == 2

    renamed = await api.call("PATCH", f"/problems/{problem}", {"title": "Another"}, by=await api.caller("admin"))
    assert renamed.status == 200
    assert await applied() == [f"~ problem {problem}: version 2 → as in sum"]
    shown = json.loads((await podium("problem", "show", problem, "--json")).out)
    assert (shown["version"], shown["title"]) == (2, "Sum")

    (package / "data/sample/1.ans").unlink()
    refused = await podium("contest", "apply", str(file))
    assert (refused.code, "1.ans" in refused.err or "answer" in refused.err) == (2, True), refused.err


def _with(file: Path, **changes: Any) -> Path:
    file.write_text(yaml.safe_dump(yaml.safe_load(file.read_text()) | changes))
    return file


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"nmae": "x"}, "unknown field `nmae`"),
        ({"start": "tomorrow"}, "$.start"),
        ({"start": "2027-04-17T10:00:00"}, "start needs a zone"),
        ({"duration": "five hours"}, "duration"),
        ({"problems": []}, "$.problems"),
        ({"jury": ["nobody@example.org"]}, "no account has the address"),
        ({"teams": "nowhere.tsv"}, "cannot read"),
        ({"visibility": "secret"}, "$.visibility"),
    ],
)
async def test_a_wrong_file_is_refused_before_anything_is_made(
    api: Api,
    podium: Podium,
    tmp_path: Path,
    changes: dict[str, Any],
    words: str,
) -> None:
    file, contest, _ = await example(api, tmp_path, **changes)
    refused = await podium("contest", "apply", str(file))
    assert (refused.code, words in refused.err) == (2, True), refused.err
    assert (await podium("contest", "show", contest)).code == 2


async def test_contests_are_made_listed_copied_and_checked(api: Api, podium: Podium) -> None:
    problem = (await api.made("/problems", problem_body(), by=await api.caller("creator")))["id"]
    id, name = fresh("made"), fresh("Name")
    start = ("--start", "2027-04-17T10:00:00Z", "--duration", "5:00:00")
    made = await podium("contest", "create", id, *start, "--problem", problem, "--name", name, "--freeze", "4:00:00", "--private")
    assert (made.code, made.out) == (0, f"{id}: {name}, 1 problems, starts 2027-04-17T10:00:00Z\n"), made.err
    copy = await podium("contest", "clone", id, f"{id}-2", "--start", "2027-04-18T10:00:00Z")
    assert copy.code == 0, copy.err
    listed = await podium("contest", "list", "--name", name, "--status", "upcoming")
    assert [line.split()[0] for line in listed.out.splitlines()] == ["id", f"{id}-2", id]
    assert json.loads((await podium("contest", "list", "--name", name, "--until", "2027-04-18T00:00Z", "--json")).out)[0]["id"] == id
    checked = await podium("contest", "checklist", id)
    assert (checked.code, "no judge" in checked.out.lower()) == (1, True), checked.out
    assert (await podium("contest", "create", id, *start, "--problem", problem)).code == 2
    assert (
        "with its zone" in (await podium("contest", "create", "x", "--start", "2027-04-17", "--duration", "1:00:00", "--problem", "p")).err
    )


async def test_the_clock_is_moved_stopped_and_frozen(api: Api, podium: Podium) -> None:
    world = await make_world(api)
    id = world.contest
    assert (await podium("contest", "extend", id, "0:15:00")).out == f"{id}: lasts 1:15:00\n"
    more = await podium("contest", "extend", id, "0:10:00", "--team", world.owner.id)
    assert more.out == f"{world.owner.name} has 0:10:00 more\n"
    assert (await podium("contest", "resume", id)).code == 2
    assert (await podium("contest", "pause", id, "--for", "0:30:00")).out == f"{id}: paused for 0:30:00\n"
    assert "already" in (await podium("contest", "pause", id, "--for", "0:30:00")).err
    resumed = json.loads((await podium("contest", "resume", id, "--json")).out)
    ((begin, end),) = resumed["pauses"]
    assert 0 < end - begin < 600_000
    assert (await podium("contest", "freeze", id, "1:00:00")).out == f"{id}: freezes at 1:00:00\n"
    assert re.fullmatch(rf"{id}: freezes at 0:0\d:\d\d\n", (await podium("contest", "freeze", id)).out)
    assert (await podium("contest", "freeze", id, "--never")).out == f"{id}: never freezes\n"
    ended = await podium("contest", "pause", world.ended, "--for", "0:30:00")
    assert (ended.code, "does not run" in ended.err) == (2, True)


async def test_announcements_are_made_and_taken_back(api: Api, podium: Podium) -> None:
    world = await make_world(api)
    said = json.loads((await podium("contest", "announce", world.contest, "Lunch at noon.", "--json")).out)
    assert said["id"] in [announced["id"] for announced in (await api.call("GET", f"/contests/{world.contest}/announcements")).json]
    assert (await podium("contest", "take-back", world.contest, said["id"])).code == 0
    assert said["id"] not in [announced["id"] for announced in (await api.call("GET", f"/contests/{world.contest}/announcements")).json]


async def test_problems_are_replaced_and_withdrawn(api: Api, podium: Podium) -> None:
    world = await make_world(api)
    other = (await api.made("/problems", problem_body(), by=world.callers["creator"]))["id"]
    done = await podium("contest", "replace-problem", world.contest, "A", other)
    assert (done.code, done.out) == (0, f"{world.contest}: A is {other} now, instead of {world.problem}\n"), done.err
    refused = await podium("contest", "withdraw-problem", world.contest, other)
    assert refused.code == 2  # a contest needs one
    assert "no problem 'B'" in (await podium("contest", "withdraw-problem", world.contest, "B")).err


async def test_the_result_is_made_official_and_opened_again(api: Api, podium: Podium) -> None:
    world = await make_world(api)
    assert (await podium("contest", "thaw", world.ended)).out == f"{world.ended}: thawed\n"
    assert (await podium("contest", "thaw", world.ended, "--back")).out == f"{world.ended}: over\n"
    assert (await podium("contest", "finalize", world.ended)).out == f"{world.ended}: final\n"
    assert (await podium("contest", "list", "--status", "final", "--json")).out.count(world.ended) == 1
    assert (await podium("contest", "finalize", world.ended, "--back")).out == f"{world.ended}: over\n"
    running = await podium("contest", "finalize", world.contest, "--despite", "unjudged")
    assert running.code == 2
    assert (await podium("contest", "reveal", world.ended, "--team", "t")).code == 2
    assert (await podium("contest", "reveal", world.ended, "--back")).code == 2


@pytest.fixture
def hostile() -> str:
    return 'print("\x1b]52;c;bW9yZQ==\x07")\n'


async def test_submissions_are_listed_shown_and_judged_again(api: Api, podium: Podium, hostile: str) -> None:
    world = await make_world(api)
    listed = await podium("submission", "list", world.contest, "--team", world.owner.id, "--verdict", "WA")
    assert [line.split()[0] for line in listed.out.splitlines()] == ["id", world.submission]
    assert (await podium("submission", "list", world.contest, "--state", "lost")).code == 2
    assert world.submission in (await podium("submission", "show", world.submission)).out
    sent = await api.made(f"/contests/{world.contest}/submissions", submission_body(world.problem, hostile), by=world.owner)
    assert (await podium("submission", "source", sent["id"])).out == hostile
    assert json.loads((await podium("submission", "source", sent["id"], "--json")).out)["text"] == hostile
    assert (await podium("submission", "rejudge", world.contest, "--reason", "a test was wrong")).code == 2
    again = await podium("submission", "rejudge", world.contest, "--reason", "a test was wrong", "--verdict", "WA", "--json")
    made = json.loads(again.out)
    assert (made["state"], made["submissions"]) == ("judging", 1)
    assert (await podium("submission", "rejudging", world.contest, made["id"], "show")).out.startswith(f"{made['id']}: judging, 0 of 1")
    assert (await podium("submission", "rejudging", world.contest, made["id"], "cancel")).out.startswith(f"{made['id']}: cancelled")


async def test_questions_are_claimed_and_answered(api: Api, podium: Podium) -> None:
    world = await make_world(api)
    listed = await podium("clarification", "list", world.contest, "--state", "open")
    assert world.clarification in listed.out
    assert json.loads((await podium("clarification", "claim", world.contest, world.clarification, "--json")).out)["state"] == "claimed"
    answered = await podium("clarification", "answer", world.contest, world.clarification, "Yes, they may.", "--to-all")
    assert answered.code == 0, answered.err
    shown = json.loads((await podium("clarification", "show", world.contest, world.clarification, "--json")).out)
    assert (shown["state"], shown["answer"], shown["to_all"]) == ("answered", "Yes, they may.", True)
    said = [announced["text"] for announced in (await api.call("GET", f"/contests/{world.contest}/announcements")).json]
    assert "Yes, they may." in said


async def test_balloons_are_delivered(api: Api, podium: Podium) -> None:
    world: World = await make_world(api)
    assert world.balloon in (await podium("balloon", "list", world.contest)).out
    assert (await podium("balloon", "done", world.contest, world.balloon)).out.startswith(f"{world.balloon}: delivered by ")
    assert world.balloon not in (await podium("balloon", "list", world.contest)).out
    assert world.balloon in (await podium("balloon", "list", world.contest, "--all")).out
    assert (await podium("balloon", "done", world.contest, world.balloon, "--back")).out == f"{world.balloon}: to be delivered\n"


async def test_problems_are_published_and_removed(api: Api, podium: Podium) -> None:
    creator = await api.caller("creator")
    id = (await api.made("/problems", problem_body(published=False), by=creator))["id"]
    assert (await podium("problem", "publish", id)).out == f"{id} is published\n"
    assert id in (await podium("problem", "list")).out
    assert "tests" in (await podium("problem", "show", id)).out
    held = (await api.call("GET", f"/problems/{id}", by=creator)).json
    kept = {name: held[name] for name in ("title", "difficulty", "tags", "published", "memory_limit", "output_limit")}
    slower = await api.call("PUT", f"/problems/{id}", {**kept, "time_limit": held["time_limit"] + 1, "note": "Python is slow"}, by=creator)
    assert slower.status == 200, slower.content
    versions = await podium("problem", "versions", id)
    assert (f"time_limit {held['time_limit']:g} → {held['time_limit'] + 1:g}" in versions.out, "Python is slow" in versions.out) == (
        True,
        True,
    )
    assert (await podium("problem", "publish", id, "--draft")).out == f"{id} is a draft\n"
    assert (await podium("problem", "remove", id)).code == 2
    assert (await podium("problem", "remove", id, "--yes")).out == f"{id} is removed\n"
    assert (await podium("problem", "show", id)).code == 2


async def test_a_contest_that_somebody_else_changed_meanwhile_is_not_overwritten(
    api: Api,
    podium: Podium,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = await make_world(api)

    async def read_early(client: Client, contest: str) -> dict[str, Any]:
        held = await _contests.get(client, contest)
        await client.call("PUT", f"/contests/{contest}", {"settings": {"medals": [1, 1, 1]}})
        return held

    monkeypatch.setattr("deploy.cli.admin.contest.clock.get", read_early)
    refused = await podium("contest", "extend", world.contest, "0:15:00")
    assert (refused.code, "changed since it was read" in refused.err) == (2, True), refused.err
