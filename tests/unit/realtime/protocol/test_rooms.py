from __future__ import annotations

from typing import get_args

import pytest

from realtime.protocol.rooms import (
    AnnouncementsRoom,
    BoardRoom,
    ClarificationsRoom,
    ClockRoom,
    DeskRoom,
    PresenceRoom,
    Room,
    SubmissionsRoom,
    TeamRoom,
    parse,
)
from realtime.runtime.errors import Invalid
from tests.conftest import ROOT

ROOMS: list[tuple[str, Room]] = [
    ("board.c.public.0", BoardRoom("c", "public", 0)),
    ("board.c.jury.17", BoardRoom("c", "jury", 17)),
    ("clock.c", ClockRoom("c")),
    ("team.c.12", TeamRoom("c", 12)),
    ("announcements.c", AnnouncementsRoom("c")),
    ("presence.c", PresenceRoom("c")),
    ("submissions.c.u-1", SubmissionsRoom("c", "u-1")),
    ("clarifications.c.u-1", ClarificationsRoom("c", "u-1")),
    ("desk.c", DeskRoom("c")),
    ("clarifications.c.jury", ClarificationsRoom("c", "jury")),
]


def test_every_room_is_tested_here_and_stands_in_the_docs() -> None:
    assert {type(room) for _, room in ROOMS} == set(get_args(Room))
    documented = (ROOT / "docs" / "live-api.md").read_text()
    for name, _ in ROOMS:
        assert f"| `{name.partition('.')[0]}.{{contest}}" in documented


@pytest.mark.parametrize(("name", "room"), ROOMS)
def test_a_name_and_its_room_are_the_same_thing(name: str, room: Room) -> None:
    assert parse(name) == room
    assert room.name == name


@pytest.mark.parametrize(
    "name",
    ["", "clock", "clock.", "clock.a.b", "clock.*", "clock.>", "clock.a b", "board.c.public", "board.c.public.x", "board.c.public.-1",
     "board.c.public.01", "board.c.public.1\n", "board.c.everybody.0", "team.c.x", "team.c.²", "submissions.c", "clarifications.c", "desk", "desk.c.jury", "me.c.1", "say.c", "x" * 300],
)  # fmt: skip
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(Invalid):
        parse(name)
