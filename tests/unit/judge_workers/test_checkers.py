import pytest

from judge_workers import checkers


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
    ("output", "answer", "verdict"), [(b" 1\n\n2 ", b"1 2\n", "AC"), (b"12", b"1 2", "WA"), (b"", b"", "AC"), (b"A", b"a", "WA")]
)
def test_tokens(output: bytes, answer: bytes, verdict: str) -> None:
    assert checkers.tokens(output, answer) == verdict


@pytest.mark.parametrize(
    ("output", "answer", "verdict"),
    [
        (b"1.0000001", b"1", "AC"),
        (b"1.1", b"1", "WA"),
        (b"1000000.5", b"1000000", "AC"),
        (b"yes 1e0", b"yes 1.0", "AC"),
        (b"no 1", b"yes 1", "WA"),
        (b"nan", b"1", "WA"),
        (b"inf", b"1", "WA"),
        (b"1 2", b"1", "WA"),
        (b"0x1", b"1", "WA"),
    ],
)
def test_floats(output: bytes, answer: bytes, verdict: str) -> None:
    assert checkers.floats(output, answer, 1e-6) == verdict
