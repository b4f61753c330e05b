"""Files of teams and accounts, and of their passwords."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from deploy.cli.admin._credentials import Slip, Table, write_sheet
from deploy.cli.admin._team_files import Account, read
from realtime.runtime.errors import Conflict, Malformed

TEAMS = "File_Version\t2\n1\t4711\t902\tThree coders\tETH Zürich\tETH\tCHE\tINST-1\tHall 2\n\n007\t\t903\tFour\t\t\t\n"
ACCOUNTS = "accounts\t1\nteam\tThree coders\tteam-001\tB!5MWJiy\nteam\t\tteam007\njudge\tPer\taustrin\tsecret\n"
GROUPS = "groups\t1\n902\tEurope\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("teams.tsv", TEAMS), ("accounts.tsv", ACCOUNTS), ("groups.tsv", GROUPS)):
        (tmp_path / name).write_text(text)
    return tmp_path


def test_the_tsv_files_of_icpc(folder: Path) -> None:
    files = read(folder / "teams.tsv", folder / "accounts.tsv", folder / "groups.tsv")
    coders = {"id": "1", "name": "Three coders", "organization": "ETH Zürich", "country": "CHE", "groups": ["Europe"], "line": 2}
    assert files.teams == [coders | {"location": "Hall 2"}, {"id": "7", "name": "Four", "groups": ["903"], "line": 4}]
    assert files.accounts == [
        Account("team-001", "Three coders", "1", 2, "B!5MWJiy"),
        Account("team007", "team007", "7", 3, None),
    ]
    assert ["austrin" in sentence for sentence in files.skipped] == [True]
    assert "secret" not in files.skipped[0]


def test_yaml_and_json_as_domjudge_has_them(tmp_path: Path) -> None:
    (tmp_path / "teams.yaml").write_text(
        "- id: 1\n  name: Three\n  display_name: Three coders\n  group_ids: [902]\n  affiliation: ETH\n- id: b\n  name: B\n"
        "  members: [ada@example.org]\n  location: {description: Hall 2, x: 1.5}\n- {id: c, name: C, location: {x: 1, y: 2}}\n"
    )
    (tmp_path / "accounts.json").write_text(
        json.dumps({"accounts": [{"id": "x", "username": "three", "password": "pw", "type": "team", "team_id": 1}]}, indent=1)
    )
    files = read(tmp_path / "teams.yaml", tmp_path / "accounts.json")
    assert files.teams == [
        {"id": "1", "name": "Three coders", "organization": "ETH", "groups": ["902"], "line": 1},
        {"id": "b", "name": "B", "line": 6, "members": ["ada@example.org"], "location": "Hall 2"},
        {"id": "c", "name": "C", "line": 10},
    ]
    assert files.accounts == [Account("three", "three", "1", 3, "pw")]


def test_every_mistake_is_named_with_its_line(folder: Path) -> None:
    (folder / "teams.tsv").write_text(TEAMS + "8\tonly two\nx\t\t\tName\n")
    (folder / "accounts.tsv").write_text(ACCOUNTS + "team\tNobody\tteam-099\tpw\nteam\n")
    with pytest.raises(Malformed) as caught:
        read(folder / "teams.tsv", folder / "accounts.tsv")
    for words in (
        "teams.tsv, line 5: expected number",
        "teams.tsv, line 6: the first column",
        "accounts.tsv, line 5: username 'team-099' belongs to no team",
        "accounts.tsv, line 6: expected type",
    ):
        assert words in caught.value.message


@pytest.mark.parametrize("text", ["", "teams\t9\n", "1\t2\t3\tName\n", "accounts\t1\n", "teams\t1\n"])
def test_another_format_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "teams.tsv").write_text(text)
    with pytest.raises(Malformed):
        read(tmp_path / "teams.tsv")


def test_no_object_is_made_of_yaml(tmp_path: Path) -> None:
    (tmp_path / "teams.yaml").write_text("- !!python/object/apply:os.system ['true']\n")
    with pytest.raises(Malformed):
        read(tmp_path / "teams.yaml")


SLIPS = [Slip("<b>Coders</b>", "ETH & Co", "team-001", "team-001@cup", "k7qf-29xm-tb4d")]


@pytest.mark.parametrize("name", ["accounts.tsv", "accounts.json"])
def test_passwords_are_for_nobody_else(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with Table(path) as table:
        table.add(SLIPS)
        assert "k7qf-29xm-tb4d" in path.read_text()  # before the work goes on
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(Conflict, match="exists"):
        Table(path)


def test_a_sheet_shows_names_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "slips.html"
    write_sheet(path, "Cup <1>", "https://cup.example", SLIPS)
    text = path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "&lt;b&gt;Coders&lt;/b&gt;" in text
    assert "<b>" not in text
    assert text.count("<section>") == 1
