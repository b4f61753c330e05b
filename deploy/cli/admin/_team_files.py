"""Files of teams and accounts, in the formats that organizers have: ICPC's TSV (`teams.tsv`, `accounts.tsv`, `groups.tsv`), and YAML or
JSON as DOMjudge takes them. Every entry keeps its line, so that a mistake is named with it.

| file | columns |
| --- | --- |
| `groups.tsv` | id, name |
| `teams.tsv` | number, external id, group's id, name, institution, its short name, country (alpha-3), institution's id, location |
| `accounts.tsv` | type, full name, username, password, address |

The first line names the kind and the version of the format: `teams<tab>1`, or `File_Version<tab>2`. An account of the type `team`
belongs to the team whose number stands at the end of its username: `team-007` to team 7.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from realtime.runtime.errors import Malformed

MAX_BYTES = 8 * 2**20
VERSIONS = ("1", "2")
_NUMBER = re.compile(r"(\d+)$")


class Account(NamedTuple):
    username: str
    name: str
    team: str
    line: int
    password: str | None


class Files(NamedTuple):
    teams: list[dict[str, Any]]
    """As `core_api.domains.team_lists.models.ListedTeam`."""
    accounts: list[Account]
    skipped: list[str]
    """What was left out, and why."""


def read(teams: Path, accounts: Path | None = None, groups: Path | None = None) -> Files:
    """Raises `Malformed` that names every mistake with its line."""
    mistakes: list[str] = []
    skipped: list[str] = []
    names = dict(_groups(groups)) if groups is not None else {}
    found = [_as_sent(team) for team in _teams(teams, names, mistakes)]
    known = {team["id"] for team in found}
    entries = [] if accounts is None else list(_accounts(accounts, known, mistakes, skipped))
    if mistakes:
        raise Malformed("\n".join(["nothing was imported:", *mistakes[:100]]))
    if not found:
        raise Malformed(f"{teams} has no teams")
    return Files(found, entries, skipped)


def _as_sent(team: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in team.items() if value not in ("", [], None)}


def _teams(path: Path, groups: dict[str, str], mistakes: list[str]) -> Iterator[dict[str, Any]]:
    if path.suffix != ".tsv":
        yield from _teams_of_yaml(path, groups, mistakes)
        return
    for line, columns in _tsv(path, "teams"):
        if len(columns) < 4:
            mistakes.append(f"{path.name}, line {line}: expected number, external id, group and name, with tabs between them")
            continue
        number, _, group, name, *rest = columns
        if not number.isdigit():
            mistakes.append(f"{path.name}, line {line}: the first column must be the team's number, not {number!r}")
        institution, _, country, _, location = (*rest, "", "", "", "", "")[:5]
        chosen = [groups.get(id, id) for id in group.split(",") if id]
        yield _team(number.lstrip("0") or "0", name, institution, country, chosen, line) | {"location": location}


def _teams_of_yaml(path: Path, groups: dict[str, str], mistakes: list[str]) -> Iterator[dict[str, Any]]:
    for entry in _yaml(path, "teams"):
        line = entry["__line__"]
        if "id" not in entry or "name" not in entry:
            mistakes.append(f"{path.name}, line {line}: a team needs id and name")
            continue
        chosen = entry.get("groups") or [groups.get(str(id), str(id)) for id in entry.get("group_ids") or ()]
        name = str(entry.get("display_name") or entry["name"])
        organization = str(entry.get("organization") or entry.get("affiliation") or "")
        made = _team(str(entry["id"]), name, organization, str(entry.get("country") or ""), [str(group) for group in chosen], line)
        members = entry.get("members")
        yield made | {
            "members": [str(member) for member in members] if isinstance(members, list) else [],
            "location": _location(entry.get("location")),
        }


def _location(given: object) -> str:
    """A text, or DOMjudge's `{"description": …}`. CLICS' coordinates on a plan of the hall are none that one could read."""
    return str((given.get("description") if isinstance(given, dict) else given) or "")


def _team(id: str, name: str, organization: str, country: str, groups: Sequence[str], line: int) -> dict[str, Any]:
    return {"id": id, "name": name, "organization": organization, "country": country, "groups": list(groups), "line": line}


def _accounts(path: Path, teams: set[str], mistakes: list[str], skipped: list[str]) -> Iterator[Account]:
    for line, kind, name, username, password, team in _account_rows(path, mistakes):
        if kind != "team":
            skipped.append(
                f"{path.name}, line {line}: {username or name} is an account of type {kind!r}: grant it with 'podium admin role'"
            )
            continue
        number = _NUMBER.search(username)
        belongs = team or (number.group(1).lstrip("0") or "0" if number else "")
        if belongs not in teams:
            mistakes.append(
                f"{path.name}, line {line}: username {username!r} belongs to no team: it has to end with the number of one"
                if not team
                else f"{path.name}, line {line}: there is no team {team!r}"
            )
            continue
        yield Account(username, name or username, belongs, line, password or None)


def _account_rows(path: Path, mistakes: list[str]) -> Iterator[tuple[int, str, str, str, str, str]]:
    """Line, type, full name, username, password, team."""
    if path.suffix == ".tsv":
        for line, columns in _tsv(path, "accounts"):
            if len(columns) < 3:
                mistakes.append(f"{path.name}, line {line}: expected type, full name, username and password, with tabs between them")
                continue
            kind, name, username, password = (*columns, "")[:4]
            yield line, kind, name, username, password, ""
        return
    for entry in _yaml(path, "accounts"):
        if "username" not in entry:
            mistakes.append(f"{path.name}, line {entry['__line__']}: an account needs a username")
            continue
        text = {key: str(entry.get(key) or "") for key in ("name", "username", "password", "team_id", "team")}
        kind = str(entry.get("type") or "team")
        yield entry["__line__"], kind, text["name"], text["username"], text["password"], text["team_id"] or text["team"]


def _groups(path: Path) -> Iterator[tuple[str, str]]:
    if path.suffix == ".tsv":
        for _, columns in _tsv(path, "groups"):
            yield columns[0], columns[1] if len(columns) > 1 else columns[0]
        return
    for entry in _yaml(path, "groups"):
        yield str(entry.get("id")), str(entry.get("name"))


def _tsv(path: Path, kind: str) -> Iterator[tuple[int, list[str]]]:
    """Lines with their columns, behind the one that names the format."""
    lines = _text(path).splitlines()
    head = lines[0].split("\t") if lines else []
    if len(head) < 2 or head[0] not in (kind, "File_Version") or head[1].strip() not in VERSIONS:
        raise Malformed(f"{path.name}, line 1: expected '{kind}', a tab and the version 1 or 2")
    for number, line in enumerate(lines[1:], 2):
        if line.strip():
            yield number, [column.strip() for column in line.split("\t")]


class _Loader(yaml.SafeLoader):
    """Adds `__line__` to every mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        return {**super().construct_mapping(node, deep), "__line__": node.start_mark.line + 1}


def _yaml(path: Path, kind: str) -> list[dict[str, Any]]:
    """The entries of a file that is a list of them, or has one under `kind`."""
    try:
        found = yaml.load(_text(path), _Loader)  # noqa: S506  # a SafeLoader
    except yaml.YAMLError as error:
        raise Malformed(f"{path.name} is no YAML: {error}") from None
    if isinstance(found, dict):
        found = found.get(kind)
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise Malformed(f"{path.name} must be a list of {kind}, or have one under '{kind}'")
    return found


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise Malformed(f"{path} has more than {MAX_BYTES:,} bytes")
        return content.decode("utf-8-sig")
    except OSError as error:
        raise Malformed(f"cannot read {path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise Malformed(f"{path} is not in UTF-8") from None
