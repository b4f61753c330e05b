"""Entity tags as clients, caches and proxies write them."""

from __future__ import annotations

import pytest

from realtime.protocol.etags import holds, tags


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ('"v1"', {'"v1"'}),
        ('W/"v1"', {'"v1"'}),
        ('"v0", W/"v1","v2"', {'"v0"', '"v1"', '"v2"'}),
        ('"a,b", "c"', {'"a,b"', '"c"'}),
        ("*", {"*"}),
        ('""', {'""'}),
        ("v1", set()),
        ("", set()),
        ('"open', set()),
    ],
)
def test_tags_of_a_header(header: str, found: set[str]) -> None:
    assert tags(header) == found


@pytest.mark.parametrize(
    ("if_none_match", "held"),
    [('"v1"', True), ('W/"v1"', True), ('"v0", W/"v1"', True), ("*", True), ('"v10"', False), ('"xv1"', False), ("", False), (None, False)],
)
def test_what_a_client_holds(if_none_match: str | None, held: bool) -> None:
    """Also where the gateway compressed the answer, and made the tag weak."""
    assert holds(if_none_match, '"v1"') is held
    assert holds(if_none_match, 'W/"v1"') is held
