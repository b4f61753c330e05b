"""What is found wrong with the text of a test."""

from __future__ import annotations

import pytest

from realtime.storage import test_format
from realtime.storage.packages import Case


@pytest.mark.parametrize(
    ("given", "answer", "said"),
    [
        (b"1 2\n", b"3\n", []),
        (b"1\t2\n\n", b"", []),
        ("höre\n".encode(), b"3\n", []),
        (b"", b"3\n", ["the input is empty"]),
        (b"1 2", b"3", ["the input does not end with a line end", "the answer does not end with a line end"]),
        (b"1\r\n2\r\n", b"3\n", ["the input has carriage returns (line ends of Windows)"]),
        (b"1\n2 \n3\n", b"3\n", ["the input has blanks at the end of line 2"]),
        (b"1\x002\n", b"3\n", ["the input has the control character 0x00"]),
        (b"1\n\xff\n", b"3\n", ["the input is no UTF-8 text at byte 2"]),
        (b"1\n", b"12345678901\n", ["the answer has 12 bytes, and programs may write 10"]),
    ],
)
def test_each_fault_is_told_by_its_place(given: bytes, answer: bytes, said: list[str]) -> None:
    assert [fault.message for fault in test_format.faults([Case(given, answer, sample=False)], 10)] == said


def test_equal_inputs_are_told_by_the_first_of_them() -> None:
    tests = [Case(text, b"0\n", sample=False, name=f"secret/{n}") for n, text in enumerate((b"1\n", b"2\n", b"1\n", b"1\n"))]
    found = test_format.faults(tests, 10)
    assert [(fault.test, fault.name, fault.message) for fault in found] == [
        (3, "secret/2", "the input is that of test 1"),
        (4, "secret/3", "the input is that of test 1"),
    ]
    assert {fault.found_by for fault in found} == {test_format.FORMAT}
