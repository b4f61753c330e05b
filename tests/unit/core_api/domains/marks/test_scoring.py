"""How problems are ranked for somebody."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core_api.domains.marks.scoring import DIFFICULTIES, Candidate, Neighbour, SolvedProblem, person, ranked

NAMES = st.sampled_from(["a", "b", "c", "d"])
TAGS = st.lists(NAMES, max_size=3, unique=True).map(tuple)
DIFFICULTY = st.sampled_from(list(DIFFICULTIES))
SOLVED = st.lists(st.builds(SolvedProblem, NAMES, DIFFICULTY, TAGS), max_size=4, unique_by=lambda problem: problem.id)
COMMON = st.lists(NAMES, min_size=1, max_size=4, unique=True).map(tuple)
NEAR = st.lists(st.builds(Neighbour, st.sampled_from("uvw"), COMMON, st.integers(1, 9)), max_size=3, unique_by=lambda near: near.user_id)
OTHERS = st.sampled_from(["p", "q", "r", "s"])
CANDIDATES = st.lists(
    st.builds(Candidate, OTHERS, DIFFICULTY, TAGS, st.integers(0, 9), st.lists(st.sampled_from("uvw"), unique=True).map(tuple)),
    max_size=4,
    unique_by=lambda problem: problem.id,
)


def test_the_example_of_the_formula() -> None:
    whom = person(
        [SolvedProblem("a", "easy", ("graphs",)), SolvedProblem("b", "easy", ("graphs",))],
        [Neighbour(user, ("a",), 4) for user in ("u", "v", "w", "x")],
    )
    assert whom.level == 1.25
    found = ranked(whom, [Candidate("p", "easy", ("graphs",), 2, ("u", "v")), Candidate("q", "hard", (), 4, ())], 9)
    assert [(scored.problem_id, scored.score, scored.together, scored.tags) for scored in found] == [
        ("p", 0.6813, ("a",), ("graphs",)),
        ("q", 0.0688, (), ()),
    ]


def test_who_has_more_in_common_weighs_more() -> None:
    solved = [SolvedProblem(name, "easy", ()) for name in "abcd"]
    near = [
        Neighbour("u", ("a", "b", "c", "d"), 4),
        Neighbour("v", ("a", "b", "c"), 9),
        Neighbour("w", ("a",), 100),
        Neighbour("x", ("a",), 100),
    ]
    whom = person(solved, near)
    assert (whom.weights["u"], whom.weights["v"], whom.weights["w"]) == (1.0, 0.5, 0.05)
    first, second = ranked(whom, [Candidate("p", "easy", (), 0, ("w", "x")), Candidate("q", "easy", (), 0, ("u", "v"))], 2)
    assert (first.problem_id, second.problem_id) == ("q", "p")
    assert first.together == ("a", "b", "c")


def test_what_one_near_person_alone_has_solved_is_not_told() -> None:
    whom = person([SolvedProblem("a", "easy", ())], [Neighbour("u", ("a",), 2), Neighbour("v", ("a",), 2)])
    one, none = ranked(whom, [Candidate("p", "easy", (), 0, ("u",)), Candidate("q", "easy", (), 0, ())], 2)
    assert (one.score, one.together) == (none.score, none.together)


@given(SOLVED, NEAR, CANDIDATES)
def test_scores_are_shares_in_order_and_the_same_each_time(
    solved: list[SolvedProblem], near: list[Neighbour], found: list[Candidate]
) -> None:
    if not solved:
        near = []
    names = {problem.id for problem in solved}
    near = [Neighbour(one.user_id, common, one.solved) for one in near if (common := tuple(name for name in one.common if name in names))]
    scored = ranked(person(solved, near), found, 3)
    assert scored == ranked(person(solved, near), found[::-1], 3)
    assert [one.score for one in scored] == sorted((one.score for one in scored), reverse=True)
    assert all(0 <= one.score <= 1 for one in scored)
    assert len(scored) == min(3, len(found))
