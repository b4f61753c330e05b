from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest

from core_api.domains.contests.settings import CHANGEABLE, FIXED, SettingsChange, changed
from core_api.router.schemas import components
from realtime.protocol.contest_settings import ContestSettings
from realtime.protocol.rules import OPTIONS
from realtime.runtime.errors import Invalid
from tests.conftest import ROOT

SETTINGS = ContestSettings(name="C", duration=18_000_000, start=1_000, freeze=14_400_000)


def change(**values: Any) -> ContestSettings:
    return changed(SETTINGS, msgspec.convert(values, SettingsChange))


def test_every_setting_is_changeable_or_fixed_and_stands_in_the_docs() -> None:
    assert sorted(CHANGEABLE + FIXED) == sorted(ContestSettings.__struct_fields__)
    clock = (ROOT / "docs" / "live-api.md").read_text().partition("\n`clock`: ")[2].partition("\n\n")[0]
    assert set(re.findall(r"\w+", clock)) >= set(ContestSettings.__struct_fields__)


def test_a_longer_contest_freezes_at_the_same_contest_time() -> None:
    made = change(duration=18_600_000)
    assert (made.duration, made.freeze) == (18_600_000, 14_400_000)
    assert change(freeze=None).freeze is None


def test_settings_that_are_left_out_stay() -> None:
    made = change(start=1_767_225_600_000, medals=[4, 4, 4])
    assert made == msgspec.structs.replace(SETTINGS, start=1_767_225_600_000, medals=(4, 4, 4))
    assert change() == SETTINGS


@pytest.mark.parametrize("unchangeable", ["problems", "rule", "playback", "durations"])
def test_other_settings_are_refused_by_name(unchangeable: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=unchangeable):
        change(**{unchangeable: "x"})


@pytest.mark.parametrize("pauses", [((10, 10),), ((20, 10),), ((10, 30), (20, 40))])
def test_pauses_that_overlap_or_run_backwards_are_refused(pauses: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(Invalid, match="pauses"):
        change(pauses=pauses)


def test_options_of_the_rule_are_checked_and_their_fields_named() -> None:
    assert change(options={"penalty_minutes": 10}).options == {"penalty_minutes": 10}
    with pytest.raises(Invalid) as caught:
        change(options={"penalty_minutes": 10, "penalty": 3})
    assert caught.value.field == "settings.options.penalty"


def test_the_schema_lists_the_options_of_every_rule() -> None:
    _, schemas = components([ContestSettings, SettingsChange])
    listed = [{"$ref": f"#/components/schemas/{kind.__name__}"} for kind in OPTIONS.values()]
    for settings in ("ContestSettings", "SettingsChange"):
        assert schemas[settings]["properties"]["options"]["anyOf"] == listed
    penalty = schemas["IcpcOptions"]["properties"]["penalty_minutes"]
    assert (penalty["type"], penalty["minimum"], penalty["default"]) == ("integer", 0, 20)
    assert penalty["description"].startswith("Minutes for each rejected try")


def test_a_freeze_behind_the_end_is_refused() -> None:
    with pytest.raises(Invalid, match="freeze"):
        change(duration=14_000_000)


def test_pauses_stop_the_contest_clock() -> None:
    made = change(pauses=((60_000, 120_000), (300_000, 330_000)))
    assert [made.contest_time(sent * 1000) for sent in (30, 60, 90, 120, 300, 310, 400)] == [
        30_000, 60_000, 60_000, 60_000, 240_000, 240_000, 310_000,
    ]  # fmt: skip
    assert made.wall_duration == SETTINGS.duration + 90_000
    assert [made.wall_time(reached * 1000) for reached in (30, 60, 61, 240, 241)] == [30_000, 60_000, 121_000, 300_000, 331_000]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"medals": [1, 1, 1], "awards": {"medal_shares": [10, 0, 0]}}, "settings.awards.medal_shares"),
        ({"awards": {"medal_shares": [50, 50, 1]}}, "settings.awards.medal_shares"),
        ({"awards": {"honors": [{"award": "honors", "least": 1}], "world_finals_honors": True}}, "settings.awards.honors"),
        ({"awards": {"honors": [{"award": "honors", "least": 1}, {"award": "honors", "least": 2}]}}, "settings.awards.honors"),
        ({"awards": {"honors": [{"award": "honors", "least": 1}, {"award": "high-honors", "least": 1}]}}, "settings.awards.honors"),
    ],
)
def test_awards_that_contradict_themselves_are_refused(wanted: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        change(**wanted)
    assert caught.value.field == field


def test_medals_by_share_and_honors_are_settings() -> None:
    awards = {"medal_shares": [10, 20, 30], "honors": [{"award": "honors", "least": 3}]}
    assert change(awards=awards).awards.medal_shares == (10, 20, 30)
