"""The story that the demo plays, as it is planned: how the board spreads, who leads, and what the freeze hides."""

from __future__ import annotations

import base64
import io
import itertools
from collections import Counter

import pytest
from PIL import Image

from deploy.demo.cast import picture, profile
from deploy.demo.packages import load
from deploy.demo.story import FREEZE, LIMIT, LIMIT_SECONDS, Team, plan

LANGUAGES = ("c", "cpp", "java", "javascript", "python3")
SECONDS = 150
PENALTY_SECONDS = 60
PROBLEMS = load()


@pytest.fixture(scope="module")
def story() -> list[Team]:
    return plan(60, PROBLEMS, LANGUAGES, SECONDS)


def standings(teams: list[Team], until: float) -> list[tuple[int, float, str]]:
    """Solved problems (negative), penalty and name, from the top: ICPC rules on the verdicts that programs deserve."""
    rows = []
    for team in teams:
        solved: dict[str, float] = {}
        wrong: Counter[str] = Counter()
        for attempt in team.attempts:
            if attempt.at > until or attempt.problem in solved:
                continue
            if attempt.program.verdict == "AC":
                solved[attempt.problem] = attempt.at * SECONDS + PENALTY_SECONDS * wrong[attempt.problem]
            elif attempt.program.verdict != "CE":
                wrong[attempt.problem] += 1
        rows.append((-len(solved), sum(solved.values()), team.profile.name))
    return sorted(rows)


def test_solved_counts_spread_from_none_to_all(story: list[Team]) -> None:
    counts = Counter(-solved for solved, *_ in standings(story, 1))
    assert set(counts) == set(range(9))
    assert max(counts.values()) <= 15


def test_problems_rise_in_difficulty(story: list[Team]) -> None:
    solved = Counter(attempt.problem for team in story for attempt in team.attempts if attempt.program.verdict == "AC")
    counts = [solved[problem.id] for problem in PROBLEMS]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 45
    assert counts[-1] == 1
    difficulties = [problem.body["difficulty"] for problem in PROBLEMS]
    assert difficulties == sorted(difficulties, key=["easy", "medium", "hard"].index)


def test_the_lead_changes_and_the_freeze_hides_who_wins(story: list[Team]) -> None:
    leaders = [standings(story, step / 400)[0][2] for step in range(20, 401)]
    changes = [step for step, (before, after) in enumerate(itertools.pairwise(leaders), 21) if before != after]
    assert len(changes) >= 3
    assert len(set(leaders)) >= 4
    frozen, final = standings(story, FREEZE), standings(story, 1)
    assert frozen[0][2] != final[0][2]
    assert changes[-1] / 400 > 0.95, "it is decided in the last minutes"
    assert final[0][2] in {name for *_, name in frozen[2:5]}, "whoever wins comes from behind"
    hidden = {(team.number, attempt.problem) for team in story for attempt in team.attempts if attempt.at >= FREEZE}
    assert 30 < len(hidden) < 80


def test_the_judges_can_keep_up(story: list[Team]) -> None:
    by_tenth = Counter(int(attempt.at * 10) for team in story for attempt in team.attempts)
    assert sum(by_tenth.values()) / SECONDS < 3
    assert max(by_tenth.values()) < 1.5 * sum(by_tenth.values()) / 10
    assert {attempt.program.verdict for team in story for attempt in team.attempts} == {"AC", "WA", "TLE", "MLE", "RTE", "CE", "OLE", "PE"}


@pytest.mark.parametrize(("teams", "seconds"), [(60, 150), (12, 30), (200, 600), (3, 60)])
def test_contests_of_other_sizes_are_alike(teams: int, seconds: int) -> None:
    made = plan(teams, PROBLEMS, ("python3",), seconds)
    assert len({team.profile.name for team in made}) == len({team.profile.email for team in made}) == teams
    assert -standings(made, 1)[0][0] == 8
    for team in made:
        assert team.attempts
        times = [attempt.at * seconds for attempt in team.attempts]
        assert all(sum(at <= other < at + LIMIT_SECONDS for other in times) <= LIMIT for at in times), "more than a user may send"


def test_the_same_story_every_time(story: list[Team]) -> None:
    assert plan(60, PROBLEMS, LANGUAGES, SECONDS) == story


def test_without_compilers_the_story_is_told_in_python(story: list[Team]) -> None:
    told = plan(60, PROBLEMS, ("python3",), SECONDS)
    assert {attempt.program.language for team in told for attempt in team.attempts} == {"python3"}
    assert standings(told, 1)[0][2] == standings(story, 1)[0][2]


def test_teams_have_organizations_and_pictures_of_their_own() -> None:
    profiles = [profile(number) for number in range(60)]
    assert len({team.organization for team in profiles}) >= 15
    assert len({team.captain for team in profiles}) == 60
    pictures = [base64.b64decode(picture(number)) for number in range(60)]
    assert len(set(pictures)) == 60
    assert Image.open(io.BytesIO(pictures[0])).size == (160, 160)


def test_one_problem_has_a_wrong_answer_that_right_programs_meet_last() -> None:
    (flaw,) = [problem.flaw for problem in PROBLEMS if problem.flaw]
    problem = next(problem for problem in PROBLEMS if problem.flaw)
    assert flaw.test == len(problem.body["tests"]) - 1
    assert flaw.right == problem.body["tests"][flaw.test]["answer"] != flaw.wrong
