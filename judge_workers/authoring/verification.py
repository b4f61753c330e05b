"""Whether a judgement is what the problem package expects of an example submission."""

from __future__ import annotations

from judge_workers.packages.expected import Expectation, matches
from realtime.storage.judgements import Judgement

COARSE = {"MLE": "RTE", "OLE": "RTE", "PE": "WA"}
"""Verdicts that the package format does not tell apart."""
SCORE_TOLERANCE = 0.005
"""Scores are written with two decimals."""


def fault_of(expected: Expectation, judgement: Judgement) -> str:
    """What differs; empty when all is as expected."""
    if judgement.verdict in ("CE", "JE") or expected.whole:
        found = _whole_fault(expected, judgement)
    else:
        found = _tests_fault(expected, judgement)
    return found or _score_fault(expected, judgement)


def _whole_fault(expected: Expectation, judgement: Judgement) -> str:
    verdicts = expected.required if expected.whole else expected.required & expected.permitted
    if COARSE.get(judgement.verdict, judgement.verdict) in verdicts:
        return ""
    return f"{expected.why}: {judgement.verdict} instead of {_either(expected.required & expected.permitted)}"


def _tests_fault(expected: Expectation, judgement: Judgement) -> str:
    tests = [test for test in judgement.tests if not expected.scope or matches(expected.scope, test.name)]
    verdicts = [COARSE.get(test.verdict, test.verdict) for test in tests]
    for test, verdict in zip(tests, verdicts, strict=True):
        if verdict not in expected.permitted:
            return f"{expected.why}: test {test.name or test.test} is {test.verdict}, permitted is {_either(expected.permitted)}"
    if tests and not expected.required & set(verdicts):
        return f"{expected.why}: no test is {_either(expected.required)}"
    if expected.message and not any(expected.message in test.message for test in tests):
        return f"{expected.why}: no test says {expected.message!r}"
    return ""


def _score_fault(expected: Expectation, judgement: Judgement) -> str:
    if expected.score is None or expected.scope:
        return ""
    low, high = expected.score
    if judgement.score is not None and low - SCORE_TOLERANCE <= judgement.score <= high + SCORE_TOLERANCE:
        return ""
    return f"{expected.why}: score {judgement.score} instead of {low if low == high else f'{low} to {high}'}"


def _either(verdicts: frozenset[str]) -> str:
    return " or ".join(sorted(verdicts)) or "nothing"
