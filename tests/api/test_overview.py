"""The state of the platform at a glance."""

from __future__ import annotations

from tests.api.harness import Api


async def test_it_says_which_servers_answer_and_what_waits(api: Api) -> None:
    admin = await api.caller("admin")
    before = (await api.call("GET", "/admin/overview", by=admin)).json
    assert before["parts"] == dict.fromkeys(("postgres", "nats", "redis", "documents"), True)
    await api.caller()
    after = (await api.call("GET", "/admin/overview", by=admin)).json
    assert after["accounts"] == before["accounts"] + 1
    assert after["waiting"] >= 0 and after["judged"] <= after["submissions"]
