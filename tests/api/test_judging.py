"""What administrators see of judging."""

from __future__ import annotations

from core_api.storage import unit_of_work
from tests.api.harness import Api, fresh
from tests.database import execute


async def test_messages_that_cannot_be_delivered_are_listed_with_the_reason(api: Api) -> None:
    admin = await api.caller("admin")
    insert = "insert into outbox (kind, target, message_id, payload, error) values ($1, 'office', $2, 'hello', $3)"
    await execute(api.platform.pool, insert, "fax", "stuck:1", None)
    await execute(api.platform.pool, insert, "log", "stuck:2", "too large")
    await execute(api.platform.pool, insert, "log", "stuck:3", None)
    listed = (await api.call("GET", "/judging/stuck", by=admin)).json["messages"]
    mine = {message["message_id"]: message for message in listed if message["message_id"].startswith("stuck:")}
    assert {id_: (message["kind"], message["error"]) for id_, message in mine.items()} == {
        "stuck:1": ("fax", None),
        "stuck:2": ("log", "too large"),
    }


async def test_what_was_set_aside_is_tried_again_when_an_admin_asks(api: Api) -> None:
    admin = await api.caller("admin")
    insert = "insert into outbox (kind, target, message_id, payload, error, failed_at) values ('log', 'x', $1, '', 'no room', now()) returning id"
    async with unit_of_work.begin(api.platform.pool) as work:
        first, second = [await work.connection.fetchval(insert, fresh("aside")) for _ in range(2)]

    async def aside() -> list[bool]:
        rows = await api.platform.pool.fetch("select error from outbox where id = any($1::bigint[]) order by id", [first, second])
        return [row["error"] is not None for row in rows]

    for unknown in ("none", "0", str(2**70), "\u0661"):
        answer = await api.call("POST", f"/judging/stuck/{unknown}/resend", by=admin)
        assert (answer.status, answer.json["field"]) == (404, "message")
    assert (await api.made(f"/judging/stuck/{first}/resend", by=admin))["resent"] == 1
    assert await aside() == [False, True]
    assert (await api.call("POST", f"/judging/stuck/{first}/resend", by=admin)).status == 404, "it is not set aside any more"
    assert (await api.made("/judging/stuck/all/resend", by=admin))["resent"] >= 1
    assert await aside() == [False, False]
