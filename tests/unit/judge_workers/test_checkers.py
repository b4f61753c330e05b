import pytest

from judge_workers import checkers
from judge_workers.checkers import Flags
from realtime.runtime.errors import Invalid


@pytest.mark.parametrize(
    ("output", "answer", "verdict"),
    [
        (b"1 2\n", b"1 2\n", "AC"),
        (b"1 2", b"1 2\n", "AC"),
        (b"1  2\n", b"1 2\n", "PE"),
        (b"1\n2\n", b"1 2\n", "PE"),
        (b"1 3\n", b"1 2\n", "WA"),
        (b"", b"1\n", "WA"),
    ],
)
def test_exact(output: bytes, answer: bytes, verdict: str) -> None:
    assert checkers.exact(output, answer) == verdict


@pytest.mark.parametrize(
    ("flags", "output", "answer", "verdict"),
    [
        ("", b" 1\n\n2 ", b"1 2\n", "AC"),
        ("", b"12", b"1 2", "WA"),
        ("", b"", b"", "AC"),
        ("", b"YES", b"yes", "AC"),
        ("case_sensitive", b"A", b"a", "WA"),
        ("space_change_sensitive", b"1  2\n", b"1 2\n", "WA"),
        ("space_change_sensitive", b" 1 2", b"1 2 ", "WA"),
        ("space_change_sensitive", b"1 2\n", b"1 2\n", "AC"),
        ("float_tolerance 1e-6", b"1.0000001", b"1", "AC"),
        ("float_tolerance 1e-6", b"1.1", b"1", "WA"),
        ("float_tolerance 1e-6", b"1000000.5", b"1000000", "AC"),
        ("float_tolerance 1e-6", b"yes 1e0", b"YES 1.0", "AC"),
        ("float_tolerance 1e-6", b"no 1", b"yes 1", "WA"),
        ("float_tolerance 1e-6", b"nan", b"1", "WA"),
        ("float_tolerance 1e-6", b"inf", b"1", "WA"),
        ("float_tolerance 1e-6", b"1 2", b"1", "WA"),
        ("float_tolerance 1e-6", b"0x1", b"1", "WA"),
        ("float_relative_tolerance 0.1", b"0.05", b"0", "WA"),
        ("float_absolute_tolerance 0.1", b"0.05", b"0", "AC"),
        ("float_absolute_tolerance 0.1", b"105", b"100", "WA"),
        ("float_relative_tolerance 0.1 float_absolute_tolerance 1", b"105 0.5", b"100 0", "AC"),
        ("float_tolerance 1e-9", b"3.14000000e-2", b"0.0314", "AC"),
    ],
)
def test_the_default_validator(flags: str, output: bytes, answer: bytes, verdict: str) -> None:
    assert checkers.default(output, answer, Flags.parse(flags.split()))[0] == verdict


def test_it_says_where_they_differ() -> None:
    assert checkers.default(b"1 2 4", b"1 2 3", Flags())[1] == "word 3 is '4' instead of '3'"
    assert checkers.default(b"1", b"1 2", Flags())[1] == "1 words instead of 2"


@pytest.mark.parametrize("flags", ["case_insensitive", "float_tolerance", "float_tolerance x"])
def test_flags_there_are_not(flags: str) -> None:
    with pytest.raises(Invalid, match=r"validator|number"):
        Flags.parse(flags.split())
