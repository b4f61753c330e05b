"""The whole platform, as contestants, spectators and admins use it."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import socketio

from core_api.domains.problems.service import CURSOR
from deploy.local.client import Client, Refused
from deploy.local.roles import ROLES
from tests.conftest import Platform, eventually
from tests.integration.flow import PASSWORD, RIGHT, SUM, WRONG, contestant, fresh, make_contest, make_problem, submit, verdict_of


async def admin_of(platform: Platform) -> Client:
    client = Client(platform.url)
    await client.login(*platform.admin)
    return client


async def test_a_submission_is_judged_scored_and_followed_by_one_id(platform: Platform) -> None:
    async with await admin_of(platform) as admin:
        problem = await make_problem(admin)
        contest = await make_contest(admin, [problem], feedback="tests")
        client, user = await contestant(platform.url, contest)
        async with client:
            wrong = await submit(client, contest, problem, WRONG)
            assert await verdict_of(client, wrong) == "WA"
            right = await submit(client, contest, problem, RIGHT)
            assert await verdict_of(client, right) == "AC"
            result = await client.call("GET", f"/submissions/{right}/result")
            assert [test["verdict"] for test in result["tests"]] == ["AC", "AC"]
            assert all(0 <= test["cpu"] < 1 and test["memory"] > 10**6 for test in result["tests"])

            async def scored() -> Any:
                rows = (await client.call("GET", f"/contests/{contest}/leaderboard"))["rows"]
                return rows if rows and rows[0]["score"]["num_solved"] == 1 else None

            row = (await eventually(scored))[0]
            assert (row["rank"], row["team_id"], row["score"]) == (1, user["id"], {"num_solved": 1, "total_time": 20})
            assert row["problems"] == [
                {"problem_id": problem, "label": "A", "num_judged": 2, "num_pending": 0, "solved": True, "time": 0, "first_to_solve": True}
            ]
    for role, word in (("api", "accepted"), ("worker", "queued"), ("judge", "judged"), ("engine", "scored"), ("worker", "indexed")):
        lines = [json.loads(line) for line in platform.log(role).splitlines() if right in line]
        assert any(line.get("submission_id") == right and line["msg"] == word for line in lines), (role, word, lines)


async def test_what_is_frozen_is_revealed_after_the_end(platform: Platform) -> None:
    async with await admin_of(platform) as admin:
        problem = await make_problem(admin)
        client, _ = await contestant(platform.url)  # first: passwords take their time, the contest is short
        contest = await make_contest(admin, [problem], seconds=12, freeze=0)
        async with client:
            await client.call("POST", f"/contests/{contest}/join")
            submission = await submit(client, contest, problem, RIGHT)
            assert await verdict_of(client, submission) == "AC"  # its owner knows
            with pytest.raises(Refused, match="not over"):
                await admin.call("POST", f"/contests/{contest}/reveal")

            async def cell(audience: str = "public") -> Any:
                board = await admin.call("GET", f"/contests/{contest}/leaderboard?audience={audience}")
                return board["rows"][0]["problems"][0] if board["rows"] else {}

            async def known_to_the_jury() -> bool:
                return bool((await cell("jury")).get("solved"))

            await eventually(known_to_the_jury)

            async def waited_for_by_all() -> bool:
                return bool((await cell()).get("num_pending") == 1)

            await eventually(waited_for_by_all)
            assert not (await cell())["solved"]

            async def over() -> bool:
                return bool((await client.call("GET", f"/contests/{contest}"))["status"] == "ended")

            await eventually(over, 20)
            await admin.call("POST", f"/contests/{contest}/reveal")

            async def shown() -> bool:
                return bool((await cell())["solved"])

            await eventually(shown)


async def test_viewers_of_both_kinds_see_the_same_frames(platform: Platform) -> None:
    async with await admin_of(platform) as admin:
        problem = await make_problem(admin)
        contest = await make_contest(admin, [problem])
        client, user = await contestant(platform.url, contest)
        room = f"board.{contest}.public.0"
        rooms = [{"room": room}, {"room": f"clock.{contest}"}]
        seen: list[Any] = []
        viewer = socketio.AsyncClient()  # as it comes: long-polling first, then the upgrade
        viewer.on("frame", seen.append)
        await viewer.connect(platform.url)
        assert await viewer.call("subscribe", {"rooms": rooms}) == {"ok": True}
        async with (
            client,
            aiohttp.ClientSession() as session,
            session.ws_connect(f"{platform.url}/api/v1/contests/{contest}/live") as socket,
        ):
            await socket.send_json({"type": "subscribe", "rooms": rooms})
            plain: list[Any] = []
            reading = asyncio.create_task(read_all(socket, plain))
            await submit(client, contest, problem, RIGHT)

            def solved(frames: list[Any]) -> bool:
                return any(row[1] == 1 for frame in frames if frame["type"] == "board" for row in frame.get("rows", ()))

            await eventually(lambda: solved(seen) and solved(plain), 60)
            reading.cancel()
        await viewer.disconnect()
    first = next(frame for frame in plain if frame["type"] == "board")
    assert first["whole"]
    for frames in (seen, plain):
        numbers = [frame["seq"] for frame in frames if frame["type"] == "board"]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    clock = next(frame for frame in plain if frame["type"] == "clock")
    assert [entry["id"] for entry in clock["settings"]["problems"]] == [problem]
    assert user["id"] not in json.dumps(plain)  # rows carry numbers; who they are is asked once


async def read_all(socket: aiohttp.ClientWebSocketResponse, into: list[Any]) -> None:
    async for message in socket:
        into.append(json.loads(message.data))


async def test_the_owner_sees_how_far_a_submission_is_and_nobody_else(platform: Platform) -> None:
    async with await admin_of(platform) as admin:
        problem = await make_problem(admin)
        contest = await make_contest(admin, [problem])
        client, user = await contestant(platform.url, contest)
        other, _ = await contestant(platform.url, contest)
        room = f"submissions.{contest}.{user['id']}"
        owner, spy = socketio.AsyncClient(), socketio.AsyncClient()
        seen: list[Any] = []
        spied: list[Any] = []
        owner.on("frame", seen.append)
        spy.on("frame", spied.append)
        await owner.connect(platform.url, auth={"token": client.token}, transports=["websocket"])
        await spy.connect(platform.url, auth={"token": other.token})
        for viewer in (owner, spy):
            await viewer.call("subscribe", {"rooms": [{"room": room}]})
        async with client, other:
            submission = await submit(client, contest, problem, RIGHT)
            await eventually(lambda: any(frame.get("state") == "done" for frame in seen), 60)
        await owner.disconnect()
        await spy.disconnect()
    states = [frame["state"] for frame in seen if frame["submission"] == submission]
    assert states[-1] == "done"
    assert {"compiling", "running"} <= set(states)
    assert seen[-1]["verdict"] == "AC"
    assert [frame["code"] for frame in spied] == ["forbidden"]


async def test_a_wrong_token_is_refused_at_connect(platform: Platform) -> None:
    viewer = socketio.AsyncClient(reconnection=False)
    with pytest.raises(socketio.exceptions.ConnectionError):
        await viewer.connect(platform.url, auth={"token": "nonsense"}, wait_timeout=5)
    await viewer.disconnect()


async def test_bad_messages_are_answered_and_too_many_end_the_connection(platform: Platform) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{platform.url}/api/v1/contests/x/live") as socket:
        for bad in ("{", "[]", '{"type":"shout"}', '{"type":"subscribe","rooms":[{"room":"log.x"}]}'):
            await socket.send_str(bad)
            answer = await socket.receive_json(timeout=5)
            assert (answer["type"], answer["code"]) in (("error", "malformed"), ("error", "invalid"))
        for _ in range(20):
            await socket.send_str("{")
        while (message := await socket.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT:
            pass
        assert socket.close_code == 1008, message


SETTINGS = {"name": "X", "start": 1_900_000_000_000, "duration": 100_000, "problems": [{"id": "none", "label": "A"}]}


def contest(**settings: Any) -> dict[str, Any]:
    return {"id": "x", "settings": {**SETTINGS, **settings}}


BAD = [
    ("POST", "/auth/register", {"email": "a@b", "password": "short", "name": "x"}, 400, "password"),
    ("POST", "/auth/register", {"email": "a@b.c", "password": "longenough", "name": "x"}, 422, "password"),
    ("POST", "/auth/register", {"email": "nobody", "password": PASSWORD, "name": "x"}, 400, "email"),
    ("POST", "/auth/register", {"email": "a@b.c", "password": PASSWORD}, 400, "name"),
    ("POST", "/auth/register", [], 400, None),
    ("POST", "/auth/login", {"email": "nobody@b.c", "password": "x"}, 401, None),
    ("POST", "/contests", contest(start="tomorrow"), 400, "settings.start"),
    ("POST", "/contests", contest(duration=0), 400, "settings.duration"),
    ("POST", "/contests", contest(), 422, "settings.problems[0].id"),
    ("POST", "/contests", {**contest(), "id": "a.b"}, 400, "id"),
    ("POST", "/contests", contest(freeze=100_001), 422, "settings.freeze"),
    ("POST", "/contests", contest(rule="chess"), 422, "settings.rule"),
    ("POST", "/contests", contest(options={"penalty": 3}), 422, "settings.options.penalty"),
    ("POST", "/problems", {**SUM, "id": "No Spaces"}, 400, "id"),
    ("POST", "/problems", {**SUM, "id": "x", "tests": []}, 400, "tests"),
    ("POST", "/problems", {**SUM, "id": "x", "tests": [{"input": "1", "answer": ""}] * 2}, 422, "tests[1].input"),
    ("POST", "/problems", {**SUM, "id": "x", "checker": {"kind": "custom"}}, 422, "checker.source"),
    ("GET", "/problems/none", None, 404, "problem_id"),
    ("GET", "/contests/none", None, 404, "contest_id"),
    ("GET", "/contests?limit=many", None, 400, "limit"),
    ("GET", "/contests/{contest}/leaderboard?audience=friends", None, 400, "audience"),
    ("GET", "/submissions/none", None, 404, "submission_id"),
    ("POST", "/contests/{contest}/submissions", {"problem_id": "p", "language": "cobol", "source": "x"}, 422, "language"),
    ("GET", "/nowhere", None, 404, None),
    ("DELETE", "/contests", None, 405, None),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "field"), BAD, ids=[f"{m} {p} {f}" for m, p, _, _, f in BAD])
async def test_bad_input_gets_a_clear_error_that_names_the_field(
    platform: Platform, method: str, path: str, body: Any, status: int, field: str | None
) -> None:
    async with await admin_of(platform) as admin, aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bearer {admin.token}"}
        if "{contest}" in path:  # of one that does not exist, nothing else is looked at
            path = path.format(contest=await make_contest(admin, [await make_problem(admin)]))
        async with session.request(method, f"{platform.url}/api/v1{path}", json=body, headers=headers) as answer:
            problem = await answer.json(content_type="application/problem+json")
            assert (answer.status, problem["status"], problem.get("field")) == (status, status, field), problem
            assert problem["code"] and problem["detail"]
            assert answer.headers["X-Request-Id"]


async def test_who_may_do_what(platform: Platform) -> None:
    async with await admin_of(platform) as admin:
        problem = await make_problem(admin)
        soon = await make_contest(admin, [problem], begins_in=600)
        full = await make_contest(admin, [problem], capacity=1)
        (await contestant(platform.url, full))[0]
        client, _ = await contestant(platform.url)
        async with client, Client(platform.url) as nobody:
            for caller, method, path, body, words in (
                (nobody, "POST", f"/contests/{soon}/join", None, "access token"),
                (nobody, "GET", "/users/profile", None, "access token"),
                (client, "POST", "/contests", contest(), "role admin"),
                (client, "POST", "/problems", {**SUM, "id": fresh("p")}, "role creator"),
                (client, "GET", f"/contests/{soon}/leaderboard?audience=jury", None, "role jury"),
                (client, "GET", f"/contests/{soon}/problems", None, "when the contest starts"),
                (client, "POST", f"/contests/{full}/join", None, "full"),
                (client, "POST", f"/contests/{full}/submissions", {"problem_id": problem, "language": "python3", "source": "x"}, "join"),
                (
                    client,
                    "POST",
                    f"/contests/{soon}/submissions",
                    {"problem_id": problem, "language": "python3", "source": "x"},
                    "not started",
                ),
                (admin, "POST", f"/contests/{soon}/thaw", None, "not over"),
            ):
                with pytest.raises(Refused, match=words):
                    await caller.call(method, path, body)
            await client.call("POST", f"/contests/{soon}/join")
            with pytest.raises(Refused, match="already"):
                await client.call("POST", f"/contests/{soon}/join")


async def test_the_last_place_is_given_once(platform: Platform) -> None:
    async with await admin_of(platform) as admin:
        contest = await make_contest(admin, [await make_problem(admin)], capacity=2)
        people = [await contestant(platform.url) for _ in range(5)]
        answers = await asyncio.gather(*(client.call("POST", f"/contests/{contest}/join") for client, _ in people), return_exceptions=True)
        assert sum(isinstance(answer, Refused) for answer in answers) == 3
        for client, _ in people:
            await client.__aexit__()


async def test_problems_of_a_running_contest_cannot_be_tried_out_beside_it(platform: Platform) -> None:
    async with await admin_of(platform) as admin:
        problem = await make_problem(admin)
        soon, secret = fresh("soon"), await make_problem(admin)
        await make_contest(admin, [problem])
        await make_contest(admin, [secret], begins_in=600)
        client, _ = await contestant(platform.url)
        async with client:
            with pytest.raises(Refused, match="running contest"):
                await client.call("POST", "/submissions", {"problem_id": problem, "language": "python3", "source": RIGHT})
            page = await client.call("GET", f"/problems?limit=200&cursor={CURSOR.write(secret[:-1])}")
            listed = [problem["id"] for problem in page["problems"]]
            assert secret not in listed, soon
            with pytest.raises(Refused, match="no problem"):
                await client.call("GET", f"/problems/{secret}")


async def test_an_account_is_locked_after_five_wrong_passwords(platform: Platform) -> None:
    client, user = await contestant(platform.url)
    async with client, aiohttp.ClientSession() as session:
        statuses = []
        for password in ["wrong"] * 5 + [PASSWORD]:
            body = {"email": user["email"], "password": password}
            async with session.post(f"{platform.url}/api/v1/auth/login", json=body) as answer:
                statuses.append(answer.status)
        assert statuses == [401] * 5 + [429]


async def test_an_import_larger_than_a_message_goes_through(platform: Platform) -> None:
    async with await admin_of(platform) as admin:
        contest = fresh("import")
        frame = {"type": "settings", "settings": {"name": "Large", "duration": 1000, "problems": [{"id": "p", "label": "A", "name": "P"}]}}
        teams = [{"type": "team", "team": f"t{n}", "name": "x" * 600} for n in range(3000)]
        await admin.call("POST", f"/contests/{contest}/events", {"batch": "1", "events": [frame, *teams]})

        async def there() -> bool:
            return len(await admin.call("GET", f"/contests/{contest}/teams")) == 3000

        await eventually(there, 30)


async def test_no_way_around_the_proxy(platform: Platform) -> None:
    host, port = platform.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"GET /api/../metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    answer = await reader.read()
    writer.close()
    assert answer.startswith(b"HTTP/1.1 404")


async def test_a_gateway_holds_no_key_and_no_password_of_a_store(platform: Platform) -> None:
    """What strangers talk to. NATS it needs; its proof for the api tells nothing of the key it derives from."""
    held = {role: Path(f"/proc/{platform.pid_of(role)}/environ").read_text() for role in ("gateway", "worker")}
    kept = json.loads((platform.data / "secrets.json").read_text())
    stores = [f"PODIUM_{store}_URL=" for store in ("POSTGRES", "REDIS", "MONGO")]
    secrets = [*stores, *(str(value) for value in kept.values())]
    assert [secret for secret in secrets if secret in held["worker"]], "they would be found"
    assert [secret for secret in secrets if secret in held["gateway"]] == []


async def test_the_same_idempotency_key_submits_once(platform: Platform) -> None:
    async with await admin_of(platform) as admin:
        problem = await make_problem(admin)
        contest = await make_contest(admin, [problem])
        client, user = await contestant(platform.url, contest)
        async with client:
            headers = {"Idempotency-Key": "k1"}
            same = await asyncio.gather(*(submit(client, contest, problem, RIGHT, **headers) for _ in range(5)))
            assert len(set(same)) == 1
            held = await client.call("GET", f"/submissions/user/{user['id']}")
            assert [submission["id"] for submission in held["submissions"]] == same[:1]


async def test_too_many_submissions_are_slowed_down(platform: Platform) -> None:
    async with await admin_of(platform) as admin:
        problem = await make_problem(admin)
        contest = await make_contest(admin, [problem])
        client, _ = await contestant(platform.url, contest)
        async with client, aiohttp.ClientSession(headers={"Authorization": f"Bearer {client.token}"}) as session:
            if time.time() % 60 > 45:  # the limit counts by the minute of the clock
                await asyncio.sleep(60 - time.time() % 60)
            body = {"problem_id": problem, "language": "python3", "source": WRONG}
            statuses = []
            for _ in range(11):
                async with session.post(f"{platform.url}/api/v1/contests/{contest}/submissions", json=body) as answer:
                    statuses.append(answer.status)
            assert statuses == [201] * 10 + [429]
            assert 1 <= int(answer.headers["Retry-After"]) <= 60


async def test_sources_and_tests_are_encrypted_at_rest_and_no_secret_is_logged(platform: Platform) -> None:
    async with await admin_of(platform) as admin:
        problem = await make_problem(admin, tests=[{"input": "s3cretinput 1\n", "answer": "s3cretanswer\n"}])
        contest = await make_contest(admin, [problem])
        client, _ = await contestant(platform.url, contest)
        async with client:
            submission = await submit(client, contest, problem, "# uniquesourcemark\nprint(1)")
            await verdict_of(client, submission)
    stored = b"".join(
        path.read_bytes() for name in ("mongo", "postgres", "nats", "redis") for path in (platform.data / name).rglob("*") if path.is_file()
    )
    for mark in (b"s3cretinput", b"s3cretanswer", b"uniquesourcemark"):
        assert mark not in stored
    logs = "".join(path.read_text(errors="replace") for path in (platform.data / "logs").iterdir())
    kept = json.loads((platform.data / "secrets.json").read_text())
    for secret in (
        PASSWORD,
        "s3cretinput",
        "uniquesourcemark",
        kept["secret_key"],
        kept["admin_password"],
        kept["password"],
        admin.token,
        client.token,
    ):
        assert secret not in logs


async def test_health_metrics_and_etags(platform: Platform) -> None:
    roles = json.loads((platform.data / "running.json").read_text())["roles"]
    assert set(roles) == set(ROLES)
    async with aiohttp.ClientSession() as session:
        for url in roles.values():
            base = url.removesuffix("/readyz")
            for path in ("/healthz", "/readyz", "/metrics"):
                async with session.get(base + path) as answer:
                    assert answer.status == 200
                    if path == "/metrics":
                        assert "podium_" in await answer.text()
        async with await admin_of(platform) as admin:
            problem = await make_problem(admin)
        async with session.get(f"{platform.url}/api/v1/problems/{problem}") as answer:
            tag = answer.headers["ETag"]
            shown = await answer.json()
            assert [sample["answer"] for sample in shown["samples"]] == ["3\n"]
            assert r"42\n" not in json.dumps(shown)  # ids may have the digits
        async with session.get(f"{platform.url}/api/v1/problems/{problem}", headers={"If-None-Match": tag}) as answer:
            assert answer.status == 304
