"""Granting and revoking roles and juries: who did it, what cannot be undone by mistake, and that it counts for tokens that are out."""

from __future__ import annotations

from realtime.security.tokens import MAX_JURY_OF
from tests.api.harness import Api
from tests.api.world import contest_body, make_world, problem_body
from tests.database import execute


async def test_a_role_counts_for_the_token_that_is_out_and_says_who_granted_it(api: Api) -> None:
    admin, user = await api.caller("admin"), await api.caller()
    assert (await api.call("POST", "/problems", problem_body(), by=user)).status == 403
    granted = await api.call("PUT", f"/users/{user.id}/roles/creator", by=admin)
    assert granted.status == 200
    assert [(grant["role"], grant["granted_by"]) for grant in granted.json["roles"]] == [("creator", admin.id)]
    assert (await api.call("POST", "/problems", problem_body(), by=user)).status == 201

    again = await api.call("PUT", f"/users/{user.id}/roles/creator", by=admin)
    assert again.json == granted.json

    revoked = await api.call("DELETE", f"/users/{user.id}/roles/creator", by=admin)
    assert (revoked.status, revoked.json["roles"]) == (200, [])
    assert (await api.call("POST", "/problems", problem_body(), by=user)).status == 403


async def test_roles_that_are_not_granted_are_refused_by_name(api: Api) -> None:
    admin, user = await api.caller("admin"), await api.caller()
    for role in ("service", "contestant", "root", "Admin"):
        answer = await api.call("PUT", f"/users/{user.id}/roles/{role}", by=admin)
        assert (answer.status, answer.json["field"]) == (422, "role")
    assert (await api.call("PUT", "/users/nobody/roles/jury", by=admin)).json["field"] == "user"


async def test_administrators_cannot_lock_themselves_out(api: Api) -> None:
    admin, other = await api.caller("admin"), await api.caller("admin")
    answer = await api.call("DELETE", f"/users/{admin.id}/roles/admin", by=admin)
    assert (answer.status, answer.json["code"]) == (409, "conflict")
    assert (await api.call("DELETE", f"/users/{other.id}/roles/admin", by=admin)).status == 200
    assert (await api.call("GET", f"/users/{other.id}/roles", by=other)).status == 403


async def test_the_last_administrator_stays(api: Api) -> None:
    """Other tests' administrators are in the same table: for this one they are disabled."""
    admin, other = await api.caller("admin"), await api.caller("admin")
    pool = api.platform.pool
    held = await pool.fetch(
        "select id from users where 'admin' = any(roles) and disabled_at is null and id <> all($1::text[])", [admin.id, other.id]
    )
    others = [id for (id,) in held]
    await execute(pool, "update users set disabled_at = now() where id = any($1::text[])", others)
    try:
        await execute(pool, "update users set disabled_at = now() where id = $1", admin.id)  # its token is out
        answer = await api.call("DELETE", f"/users/{other.id}/roles/admin", by=admin)
        assert (answer.status, "last administrator" in answer.json["detail"]) == (409, True)
    finally:
        await execute(pool, "update users set disabled_at = null where id = any($1::text[])", others)


async def test_jury_of_a_contest_sees_its_jurys_board_and_no_others(api: Api) -> None:
    world = await make_world(api)
    user = world.callers["contestant"]
    log, another = f"/contests/{world.contest}/log", f"/contests/{world.ended}/log"
    made = await api.call("PUT", f"/contests/{world.contest}/jury/{user.id}", by=world.admin)
    assert (made.status, made.json["granted_by"]) == (200, world.admin.id)
    assert [(await api.call("GET", path, by=user)).status for path in (log, another)] == [200, 403]
    jury = await api.call("GET", f"/contests/{world.contest}/jury", by=user)
    assert user.id in {juror["user_id"] for juror in jury.json["jury"]}

    assert (await api.call("DELETE", f"/contests/{world.contest}/jury/{user.id}", by=world.admin)).status == 204
    assert (await api.call("GET", log, by=user)).status == 403
    assert (await api.call("DELETE", f"/contests/{world.contest}/jury/{user.id}", by=world.admin)).status == 404


async def test_jury_of_a_contest_reads_its_problems_before_the_start_and_no_others(api: Api) -> None:
    admin, juror = await api.caller("admin"), await api.caller()
    secret, other = [(await api.made("/problems", problem_body(), by=admin))["id"] for _ in range(2)]
    contest = (await api.made("/contests", contest_body(secret, begins_in=3600), by=admin))["id"]
    await api.call("PUT", f"/contests/{contest}/jury/{juror.id}", by=admin)
    assert (await api.call("GET", f"/contests/{contest}/problems", by=juror)).status == 200
    assert [(await api.call("GET", f"/problems/{id}", by=juror)).status for id in (secret, other)] == [200, 404]


async def test_a_user_is_jury_of_a_bounded_number_of_contests(api: Api) -> None:
    """They stand in the access token, which is sent with every request."""
    world = await make_world(api)
    user = await api.caller()
    await execute(
        api.platform.pool,
        "with made as (insert into contests (id, settings, created_by) select 'many-' || $1 || '-' || n, '{}', $2"
        " from generate_series(1, $3::int) n returning id)"
        " insert into contest_jury (contest_id, user_id, granted_by) select id, $1, $2 from made",
        user.id,
        world.admin.id,
        MAX_JURY_OF,
    )
    try:
        answer = await api.call("PUT", f"/contests/{world.contest}/jury/{user.id}", by=world.admin)
        assert (answer.status, answer.json["field"]) == (409, "user")
        assert len((await api.call("GET", f"/users/{user.id}/roles", by=world.admin)).json["jury_of"]) == MAX_JURY_OF
    finally:
        await execute(api.platform.pool, "delete from contests where id like 'many-' || $1 || '-%'", user.id)


async def test_the_jury_sees_all_submissions_of_its_contest(api: Api) -> None:
    world = await make_world(api)
    juror = world.callers["jury of the contest"]
    page = (await api.call("GET", f"/contests/{world.contest}/submissions?verdict=WA", by=juror)).json
    assert ([found["id"] for found in page["submissions"]], page["next"]) == ([world.submission], None)
    assert (await api.call("GET", f"/submissions/{world.submission}/result", by=juror)).status == 200
    assert (await api.call("GET", f"/contests/{world.contest}/submissions?user=nobody", by=juror)).json["submissions"] == []
