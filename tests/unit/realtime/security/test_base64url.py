"""Bytes as text without padding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.security.base64url import decoded, encoded


@given(st.binary(max_size=100))
def test_bytes_come_back_with_and_without_padding(content: bytes) -> None:
    text = encoded(content)
    assert "=" not in text
    assert decoded(text) == decoded(text + "=" * (-len(text) % 4)) == content


@pytest.mark.parametrize("text", ["a", "ab c", "é", "a=b", "ab\n"])
def test_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        decoded(text)
