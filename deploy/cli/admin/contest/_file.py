"""A contest as one YAML file: docs/organisers.md describes it, docs/examples/contest.yaml is an example."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import msgspec
import typer
import yaml
from msgspec import UNSET, UnsetType

from deploy.cli.admin import _team_files
from deploy.cli.admin._contests import length
from deploy.cli.admin._team_files import Files
from realtime.protocol.awards import AwardRules
from realtime.protocol.contest_settings import Feedback, Medals, RatingSystem, Visibility
from realtime.runtime.errors import Malformed

MAX_BYTES = 2**20
Span = int | str
"""`H:MM:SS`; YAML 1.1 reads 5:00:00 as a number of seconds."""


class Problem(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    id: str
    label: str
    name: str = ""
    rgb: str = ""
    points: float = 0.0
    package: str = ""
    """Folder or archive beside the file, from which the problem is imported."""


class Registration(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """As `PUT /contests/{contest}/registration-settings` takes it, with times and accounts as people write them."""

    members_min: int = 1
    members_max: int = 1
    opens: datetime | None = None
    closes: datetime | None = None
    approval: str = "none"
    code: str | UnsetType = UNSET
    networks: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    """Ids or addresses."""
    groups: tuple[str, ...] = ()


class ContestFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What is left out of a file stays as it is on the platform."""

    contest: str
    """Id."""
    name: str
    start: datetime
    duration: Span
    freeze: Span | UnsetType | None = UNSET
    rule: str | UnsetType = UNSET
    options: dict[str, Any] | UnsetType = UNSET
    medals: tuple[Medals, Medals, Medals] | UnsetType = UNSET
    awards: AwardRules | UnsetType = UNSET
    rated: RatingSystem | UnsetType | None = UNSET
    run_all_tests: bool | UnsetType = UNSET
    feedback: Feedback | UnsetType = UNSET
    visibility: Visibility | UnsetType = UNSET
    capacity: Annotated[int, msgspec.Meta(ge=1)] | UnsetType | None = UNSET
    problems: Annotated[tuple[Problem, ...], msgspec.Meta(min_length=1)]
    registration: Registration | UnsetType = UNSET
    jury: tuple[str, ...] | UnsetType = UNSET
    guests: tuple[str, ...] | UnsetType = UNSET
    teams: str | list[Any] | UnsetType = UNSET
    """A list of them here, or the name of a file beside this one."""
    accounts: str | list[Any] | UnsetType = UNSET


class Wanted(NamedTuple):
    """A contest as it should be, in the shapes of the REST API."""

    id: str
    settings: dict[str, Any]
    """Without problems; only those that the file has."""
    capacity: int | UnsetType | None
    problems: list[dict[str, Any]]
    packages: dict[str, Path]
    """Of problems that are imported, by their ids."""
    registration: dict[str, Any] | None
    """With accounts as they stand in the file. None: the file says nothing of it."""
    jury: tuple[str, ...] | None
    guests: tuple[str, ...] | None
    files: Files | None
    """Teams and accounts."""


def read(path: Path) -> Wanted:
    """Raises `Malformed` that says what is wrong, and where."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise Malformed(f"{path} has more than {MAX_BYTES:,} bytes: put teams and accounts into files of their own")
        given = msgspec.convert(yaml.safe_load(content), ContestFile)
    except OSError as error:
        raise Malformed(f"cannot read {path}: {error.strerror or error}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Malformed(f"{path.name} is no YAML: {error}") from None
    except msgspec.ValidationError as error:
        raise Malformed(f"{path.name}: {error}") from None
    return _wanted(path, given)


def _wanted(path: Path, given: ContestFile) -> Wanted:
    names = ("name", "rule", "options", "medals", "awards", "rated", "run_all_tests", "feedback", "visibility")
    settings = {name: value for name in names if (value := getattr(given, name)) is not UNSET}
    settings |= {"start": _moment(path, "start", given.start), "duration": _span(path, "duration", given.duration)}
    if given.freeze is not UNSET:
        settings["freeze"] = None if given.freeze is None else _span(path, "freeze", given.freeze)
    registration = None
    if given.registration is not UNSET:
        registration = dict(_plain(given.registration))
        for name in ("opens", "closes"):
            if (moment := getattr(given.registration, name)) is not None:
                registration[name] = _moment(path, f"registration.{name}", moment)
    return Wanted(
        id=given.contest,
        settings=_plain(settings),
        capacity=given.capacity,
        problems=[_plain(msgspec.structs.replace(problem, package="")) for problem in given.problems],
        packages={problem.id: path.parent / problem.package for problem in given.problems if problem.package},
        registration=registration,
        jury=None if given.jury is UNSET else given.jury,
        guests=None if given.guests is UNSET else given.guests,
        files=_files(path, given),
    )


def _files(path: Path, given: ContestFile) -> Files | None:
    if given.teams is UNSET:
        if given.accounts is not UNSET:
            raise Malformed(f"{path.name}: accounts belong to teams, and there are none")
        return None
    places = [path.parent / place if isinstance(place, str) else path for place in (given.teams, given.accounts)]
    return _team_files.read(places[0], None if given.accounts is UNSET else places[1])


def _moment(path: Path, field: str, given: datetime) -> int:
    if given.tzinfo is None:
        raise Malformed(f"{path.name}: {field} needs a zone, such as 2026-12-01T10:00:00+01:00 or …Z")
    return round(given.timestamp() * 1000)


def _span(path: Path, field: str, given: Span) -> int:
    try:
        return given * 1000 if isinstance(given, int) else length(given)
    except typer.BadParameter as error:
        raise Malformed(f"{path.name}: {field}: {error}") from None


def _plain(value: Any) -> Any:
    """As JSON has it: what the platform answers is compared with it."""
    return msgspec.json.decode(msgspec.json.encode(value))
