"""What administrators see of judging."""

from __future__ import annotations

from tests.api.harness import Api


async def test_messages_that_cannot_be_delivered_are_listed_with_the_reason(api: Api) -> None:
    admin = await api.caller("admin")
    insert = "insert into outbox (kind, target, message_id, payload, error) values ($1, 'office', $2, 'hello', $3)"
    await api.platform.pool.execute(insert, "fax", "stuck:1", None)
    await api.platform.pool.execute(insert, "log", "stuck:2", "too large")
    await api.platform.pool.execute(insert, "log", "stuck:3", None)
    listed = (await api.call("GET", "/judging/stuck", by=admin)).json["messages"]
    mine = {message["message_id"]: message for message in listed if message["message_id"].startswith("stuck:")}
    assert {id_: (message["kind"], message["error"]) for id_, message in mine.items()} == {
        "stuck:1": ("fax", None),
        "stuck:2": ("log", "too large"),
    }
