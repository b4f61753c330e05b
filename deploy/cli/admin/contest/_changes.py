"""What differs between a contest file and the platform, and the calls that change it: everything is compared before anything is sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

import msgspec
from msgspec import UNSET

from deploy.cli.admin._contests import Most, change, clock, get, path, set_problems
from deploy.cli.admin._people import all_pages, found
from realtime.protocol.awards import AwardRules
from realtime.runtime.errors import Conflict

if TYPE_CHECKING:
    from deploy.cli.admin.contest._file import Wanted
    from deploy.cli.admin.contest._package_imports import PackageImports
    from deploy.local.client import Client

Act = Callable[[], Awaitable[Any]]
FIXED = ("rule",)
"""Settings that a contest keeps: what was scored rests on them."""
SPANS, MOMENTS = ("duration", "freeze"), ("start", "opens", "closes")
DEFAULT_REGISTRATION: dict[str, Any] = {
    "members_min": 1, "members_max": 1, "opens": None, "closes": None, "approval": "none", "networks": [], "accounts": [], "groups": [],
}  # fmt: skip


class Change(NamedTuple):
    """`before` and `after`: None where there is nothing."""

    what: str
    before: Any
    after: Any

    @property
    def line(self) -> str:
        if self.before is None:
            return f"+ {self.what}{'' if self.after is True else f': {_shown(self.what, self.after)}'}"
        if self.after is None:
            return f"- {self.what}{'' if self.before is True else f': {_shown(self.what, self.before)}'}"
        return f"~ {self.what}: {_shown(self.what, self.before)} → {_shown(self.what, self.after)}"


class Plan:
    """Changes in their order, and the calls that make them."""

    def __init__(self, client: Client, wanted: Wanted, imports: PackageImports) -> None:
        self.changes: list[Change] = []
        self.acts: list[Act] = []
        self._client = client
        self._wanted = wanted
        self._imports = imports
        self._path = path(wanted.id)

    async def make(self, held: dict[str, Any] | None, *, set_code: bool) -> None:
        """`held`: the contest; None: there is none yet. `set_code`: send the code again, which nobody can compare."""
        await self._packages()
        if held is None:
            self._create()
        else:
            self._settings(held)
            self._problems(held)
        await self._registration(exists=held is not None, set_code=set_code)
        await self._people("jury", self._wanted.jury, exists=held is not None)
        await self._people("guests", self._wanted.guests, exists=held is not None)
        await self._teams(exists=held is not None)

    async def _packages(self) -> None:
        """Before the contest, which takes no problem that does not exist."""
        for problem, package in self._wanted.packages.items():
            if (version := await self._imports.compare(problem, package)) is not None:
                self.changes.append(Change(f"problem {problem}", f"version {version}" if version else None, f"as in {package.name}"))
        if self._imports.differing:
            self.acts.append(self._imports.send)

    def _create(self) -> None:
        wanted = self._wanted
        body: dict[str, Any] = {"id": wanted.id, "settings": {**wanted.settings, "problems": wanted.problems}}
        if wanted.capacity is not UNSET:
            body["capacity"] = wanted.capacity
        self.changes.append(Change(f"contest {wanted.id}", None, True))
        for name, value in wanted.settings.items():
            if name == "awards":
                self.changes += _awards({}, value)
            elif value is not None:
                self.changes.append(Change(name, None, value))
        self.changes.append(Change("problems", None, _labels(wanted.problems)))
        self.acts.append(lambda: self._client.call("POST", "/contests", body))

    def _settings(self, held: dict[str, Any]) -> None:
        """Raises `Conflict` for what cannot be changed."""
        now = held["settings"]
        differ = {name: value for name, value in self._wanted.settings.items() if now[name] != value}
        if fixed := [name for name in FIXED if name in differ]:
            raise Conflict(f"contest {held['id']!r} keeps its {fixed[0]}: {now[fixed[0]]!r}; make another contest for another one")
        if self._wanted.capacity is not UNSET and self._wanted.capacity != held["capacity"]:
            raise Conflict(f"contest {held['id']!r} keeps its capacity: {held['capacity']}")
        if differ:
            for name, value in differ.items():
                self.changes += _awards(now[name], value) if name == "awards" else [Change(name, _given(now[name]), _given(value))]
            self.acts.append(lambda: change(self._client, held, **differ))

    def _problems(self, held: dict[str, Any]) -> None:
        now = held["settings"]["problems"]
        wanted = [_full(problem, now) for problem in self._wanted.problems]
        if wanted == [_full(problem, now) for problem in now]:
            return
        before, after = _labels(now), _labels(wanted)
        self.changes.append(Change("problems", before, after if after != before else f"{after} (names, colours or points)"))

        async def act() -> None:
            await set_problems(self._client, await get(self._client, held["id"]), wanted)

        self.acts.append(act)

    async def _registration(self, *, exists: bool, set_code: bool) -> None:
        if self._wanted.registration is None:
            return
        wanted = dict(self._wanted.registration)
        code = wanted.pop("code", None)
        wanted = DEFAULT_REGISTRATION | wanted | {"accounts": await self._ids(wanted.get("accounts", ()))}
        now = await self._client.call("GET", f"{self._path}/registration-settings") if exists else {"has_code": False, "version": 1}
        differ = {name: value for name, value in wanted.items() if (now.get(name, DEFAULT_REGISTRATION[name]) or []) != (value or [])}
        self.changes += [
            Change(f"registration.{name}", _given(now.get(name, DEFAULT_REGISTRATION[name])), _given(value))
            for name, value in differ.items()
        ]
        send_code = code is not None and (set_code or not now["has_code"])
        if send_code:
            self.changes.append(Change("registration.code", True if now["has_code"] else None, "set"))
        if differ or send_code:
            body = wanted | ({"code": code} if send_code else {})
            headers = {"If-Match": f'"{now["version"]}"' if exists else "*"}
            self.acts.append(lambda: self._client.call("PUT", f"{self._path}/registration-settings", body, headers))

    async def _people(self, kind: str, wanted: tuple[str, ...] | None, *, exists: bool) -> None:
        """Jury or guests: the file has all of them."""
        if wanted is None:
            return
        now: list[dict[str, Any]] = []
        if exists and kind == "jury":
            now = (await self._client.call("GET", f"{self._path}/jury"))["jury"]
        elif exists:
            now = await all_pages(self._client, f"{self._path}/guests", "guests", {}, Most)
        held = {user["user_id"]: user["name"] for user in now}
        ids = dict(zip(await self._ids(wanted), wanted, strict=True))
        for method, users in (("PUT", {id: who for id, who in ids.items() if id not in held}), ("DELETE", held.keys() - ids.keys())):
            for id in users:
                name = users[id] if isinstance(users, dict) else held[id]
                self.changes.append(Change(f"{kind} {name}", None if method == "PUT" else True, True if method == "PUT" else None))
                self.acts.append(_call(self._client, method, f"{self._path}/{kind}/{quote(id, safe='')}"))

    async def _teams(self, *, exists: bool) -> None:
        """By name: the platform itself compares the whole list when it is imported. Teams that are not in the file stay."""
        if self._wanted.files is None:
            return
        rows = await all_pages(self._client, f"{self._path}/registrations", "registrations", {"state": "approved"}, Most) if exists else []
        now = {row["name"]: (row["organization"], sorted(row["groups"])) for row in rows}
        for team in self._wanted.files.teams:
            fields = (team.get("organization", ""), sorted(team.get("groups", ())))
            if team["name"] not in now:
                self.changes.append(Change(f"team {team['name']}", None, True))
            elif now[team["name"]] != fields:
                self.changes.append(Change(f"team {team['name']}", now[team["name"]], fields))

    async def _ids(self, users: Iterable[str]) -> list[str]:
        return [await found(self._client, user) for user in users]


def _awards(now: dict[str, Any], wanted: dict[str, Any]) -> list[Change]:
    """One by one. What is as by default is in neither."""
    before, after = _award_rules(now), _award_rules(wanted)
    return [Change(f"awards.{name}", _given(before[name]), _given(value)) for name, value in after.items() if value != before[name]]


def _award_rules(given: dict[str, Any]) -> dict[str, Any]:
    rules = msgspec.convert(given, AwardRules)
    return msgspec.structs.asdict(rules) | {"honors": [f"{honor.award} from {honor.least:g}" for honor in rules.honors]}


def _call(client: Client, method: str, address: str) -> Act:
    return lambda: client.call(method, address)


def _full(problem: dict[str, Any], now: list[dict[str, Any]]) -> dict[str, Any]:
    """With what the file may leave out: a name is the problem's title then."""
    name = problem.get("name") or next((other.get("name", "") for other in now if other["id"] == problem["id"]), "")
    full = {"id": problem["id"], "label": problem["label"], "rgb": problem.get("rgb", ""), "points": float(problem.get("points", 0))}
    return full | ({"name": name} if name else {})


def _labels(problems: list[dict[str, Any]]) -> str:
    return ", ".join(f"{problem['label']} {problem['id']}" for problem in problems)


def _given(value: Any) -> Any:
    """An empty value counts as something that is there: a change to it is shown as one."""
    return "none" if value is None or value in ([], ()) else value


def _shown(what: str, value: Any) -> str:
    name = what.rpartition(".")[2]
    if isinstance(value, int) and not isinstance(value, bool) and name in SPANS:
        return clock(value)
    if isinstance(value, int) and name in MOMENTS:
        from datetime import UTC, datetime

        return datetime.fromtimestamp(value / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
