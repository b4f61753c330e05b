"""What is wrong with the text of tests, whatever their problem: what a program or a validator would stumble over. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from realtime.storage.packages import Case
from realtime.storage.runs import TestFault

FORMAT = "format"
CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f\x7f]")
"""Characters that are neither text, nor a tab, nor a line end."""
BLANK_AT_END = re.compile(rb"[ \t]+(?=\n|\Z)")


def faults(tests: Sequence[Case], output_limit: int) -> list[TestFault]:
    """Of all tests, in their order. `output_limit`: bytes that a program may write."""
    found: list[TestFault] = []
    seen: dict[bytes, int] = {}
    for number, test in enumerate(tests, 1):
        first = seen.setdefault(hashlib.sha256(test.input).digest(), number)
        sentences = _of_test(test, output_limit)
        if first != number:
            sentences.append(f"the input is that of test {first}")
        found += [TestFault(number, test.name, FORMAT, sentence) for sentence in sentences]
    return found


def _of_test(test: Case, output_limit: int) -> list[str]:
    found = [] if test.input else ["the input is empty"]
    found += [f"the input {what}" for what in _of_text(test.input)]
    found += [f"the answer {what}" for what in _of_text(test.answer)]
    if len(test.answer) > output_limit:
        found.append(f"the answer has {len(test.answer):,} bytes, and programs may write {output_limit:,}")
    return found


def _of_text(text: bytes) -> list[str]:
    if not text:
        return []
    found: list[str] = []
    if b"\r" in text:
        found.append("has carriage returns (line ends of Windows)")
    if (odd := CONTROL.search(text.replace(b"\r", b""))) is not None:
        found.append(f"has the control character {odd.group()[0]:#04x}")
    try:
        text.decode()
    except UnicodeDecodeError as error:
        found.append(f"is no UTF-8 text at byte {error.start}")
    if (blank := BLANK_AT_END.search(text)) is not None:
        found.append(f"has blanks at the end of line {text.count(10, 0, blank.start()) + 1}")
    if not text.endswith(b"\n"):
        found.append("does not end with a line end")
    return found
