"""Awards as the settings of a contest say: examples, and random contests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest_engine.model.awards import awards, medal_ranks
from contest_engine.model.board import Board
from realtime.protocol.awards import AwardRules, Honor
from realtime.protocol.contest_settings import ContestSettings
from realtime.protocol.events import Event, TeamJoined
from realtime.protocol.rooms import Audience
from tests.unit.contest_engine.contests import PROBLEMS, board, configured, sent, standings

MEDALS = ("gold-medal", "silver-medal", "bronze-medal")
ONLY_MEDALS = AwardRules(winner=False, first_to_solve=False, group_winners=False)


def solving(*numbers: int, minute: int = 10, **settings: object) -> Board:
    """Teams t0, t1, … that have solved so many problems each, all in the same minute: equal numbers share a rank."""
    events: list[Event | list[Event]] = [configured(**settings)]
    for team, number in enumerate(numbers):
        events.append(TeamJoined(f"t{team}", f"t{team}"))
        events += [sent(f"t{team}", problem.id, minute, "AC") for problem in PROBLEMS[:number]]
    return board(*events)


def won(made: Board, audience: Audience = "jury") -> Mapping[str, list[str]]:
    return {award.id: award.team_ids for award in awards(made.views[audience])}


def test_without_settings_all_is_awarded_but_medals_and_honors() -> None:
    assert configured().settings.awards == AwardRules()
    assert won(solving(2, 1)) == {"winner": ["t0"], "first-to-solve-A": ["t0"], "first-to-solve-B": ["t0"]}


def test_settings_of_an_old_log_award_what_they_did() -> None:
    old = msgspec.to_builtins(ContestSettings(name="Old", duration=1, medals=(1, 1, 1)))
    del old["awards"]
    assert msgspec.convert(old, ContestSettings) == ContestSettings(name="Old", duration=1, medals=(1, 1, 1))


def test_teams_that_share_a_rank_share_its_medal_and_the_ranks_behind_stay_empty() -> None:
    made = solving(3, 2, 2, 1, 0, medals=(2, 1, 1), awards=ONLY_MEDALS)
    assert won(made) == {"gold-medal": ["t0", "t1", "t2"], "bronze-medal": ["t3"]}


@pytest.mark.parametrize(
    ("teams", "shares", "ends"),
    [(25, (10, 20, 30), (3, 8, 15)), (10, (10, 20, 30), (1, 3, 6)), (1, (10, 20, 30), (1, 1, 1)), (7, (0, 0, 50), (0, 0, 4))],
)
def test_shares_are_of_all_ranked_teams_and_rounded_up(teams: int, shares: tuple[int, int, int], ends: tuple[int, ...]) -> None:
    made = solving(*[0] * teams, awards=AwardRules(medal_shares=shares))
    assert medal_ranks(made.contest) == ends
    assert won(made) == {}, "nobody gets a medal for nothing"


def test_who_has_no_rank_counts_in_no_share_and_wins_nothing() -> None:
    out = [
        TeamJoined("hidden", "hidden", hidden=True, groups=("g",)),
        TeamJoined("guest", "guest", unofficial=True, groups=("g",)),
        TeamJoined("cheat", "cheat", disqualified=True, groups=("g",)),
        TeamJoined("late", "late", virtual_participation=True, groups=("g",)),
    ]
    rules = AwardRules(medal_shares=(50, 0, 0), honors=(Honor("honors", 1),))
    made = board(
        configured(awards=rules),
        [TeamJoined("a", "a"), TeamJoined("b", "b"), *out],
        *[sent(team.team, "A", 1, "AC") for team in out],
        sent("a", "A", 10, "AC"),
        sent("b", "A", 20, "AC"),
    )
    assert medal_ranks(made.contest)[0] == 1
    assert won(made) == {"winner": ["a"], "gold-medal": ["a"], "first-to-solve-A": ["a"], "honors": ["a", "b"]}


def test_honors_go_by_what_was_solved_and_a_team_has_the_best_it_reaches() -> None:
    honors = (Honor("honors", 1), Honor("highest-honors", 3), Honor("high-honors", 2))
    made = solving(3, 2, 1, 1, 0, awards=msgspec.structs.replace(ONLY_MEDALS, honors=honors))
    assert won(made) == {"highest-honors": ["t0"], "high-honors": ["t1"], "honors": ["t2", "t3"]}


def test_honors_as_at_world_finals_rest_on_the_last_medallist_and_the_median_team() -> None:
    rules = msgspec.structs.replace(ONLY_MEDALS, world_finals_honors=True)
    made = solving(3, 3, 2, 1, 1, 1, 0, medals=(1, 0, 0), awards=rules)
    assert won(made) == {
        "gold-medal": ["t0", "t1"],
        "highest-honors": ["t0", "t1"],
        "high-honors": ["t2"],
        "honors": ["t3", "t4", "t5"],
        "honorable-mention": ["t6"],
    }
    assert won(solving(3, 3, 2, 0, medals=(0, 0, 0), awards=rules)) == {}, "without a medallist there is nothing to compare with"
    assert "honors" not in won(solving(3, 3, 3, 2, 1, medals=(1, 0, 0), awards=rules)), "fewer than the median team"


def test_the_public_learns_nothing_of_the_freeze_by_awards() -> None:
    rules = AwardRules(medal_shares=(50, 0, 0), world_finals_honors=True)
    before = [configured(awards=rules), TeamJoined("a", "a"), TeamJoined("b", "b"), *sent("a", "A", 10, "AC")]
    hidden = [*sent("b", "A", 250, "AC"), *sent("b", "B", 250, "AC")]
    assert won(board(before, hidden), "public") == won(board(before), "public")
    assert won(board(before, hidden))["winner"] == ["b"]


@given(
    st.lists(st.integers(0, 3), max_size=12),
    st.tuples(*[st.integers(0, 5)] * 3),
    st.tuples(*[st.integers(0, 33)] * 3),
    st.booleans(),
)
def test_each_team_has_one_medal_at_most_and_none_is_better_than_that_of_a_better_team(
    numbers: list[int], medals: tuple[int, int, int], shares: tuple[int, int, int], by_share: bool
) -> None:
    rules = AwardRules(medal_shares=shares if by_share else (0, 0, 0), world_finals_honors=True)
    made = solving(*numbers, medals=(0, 0, 0) if by_share else medals, awards=rules)
    found = won(made)
    held = {team: MEDALS.index(id) for id in MEDALS for team in found.get(id, [])}
    assert all(times == 1 for times in Counter(team for id in MEDALS for team in found.get(id, [])).values())
    honored = [team for id in ("highest-honors", "high-honors", "honors", "honorable-mention") for team in found.get(id, [])]
    assert len(honored) == len(set(honored))

    ranks = {team: (rank, solved) for rank, team, solved, _ in standings(made)}
    ends = medal_ranks(made.contest)
    for team, (rank, solved) in ranks.items():
        assert held.get(team) == next((number for number, end in enumerate(ends) if solved and rank <= end), None)
    if by_share:
        exact = [sum(shares[: number + 1]) * len(numbers) / 100 for number in range(3)]
        assert all(wanted <= end < wanted + 1 for wanted, end in zip(exact, ends, strict=True))
