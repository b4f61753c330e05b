"""Which answers are compressed, and what their headers say then."""

from __future__ import annotations

import gzip

import pytest
from multidict import CIMultiDict

from gateway.edge.compression import SMALLEST, accepts_gzip, negotiate


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("", False),
        ("identity", False),
        ("gzip", True),
        ("deflate, GZIP;q=0.5, br", True),
        ("gzip;q=0", False),
        ("*", True),
        ("gzip;q=0, *", False),
        ("*;q=0", False),
        ("gzip;q=nonsense", False),
        ("x-gzip-not", False),
    ],
)
def test_gzip_is_made_for_who_asks_for_it(header: str, accepted: bool) -> None:
    assert accepts_gzip(header) is accepted


def headers(**more: str) -> CIMultiDict[str]:
    return CIMultiDict(
        {"Content-Type": "application/json; charset=utf-8", **{name.replace("_", "-"): value for name, value in more.items()}}
    )


def test_a_compressed_answer_is_another_representation() -> None:
    made = headers(Content_Length="5000", ETag='"tag"', Accept_Ranges="bytes", Vary="Origin")
    encoder = negotiate("gzip", 200, made)
    assert encoder is not None
    assert dict(made) == {
        "Content-Type": "application/json; charset=utf-8",
        "Content-Encoding": "gzip",
        "ETag": 'W/"tag"',
        "Vary": "Origin, Accept-Encoding",
    }
    body = b"x" * 5000
    assert gzip.decompress(encoder.compress(body) + encoder.flush()) == body


def test_who_does_not_ask_gets_the_answer_as_it_is_and_caches_learn_of_the_other() -> None:
    made = headers(Content_Length="5000", ETag='"tag"')
    assert negotiate("", 200, made) is None
    assert (made["ETag"], made["Content-Length"], made["Vary"]) == ('"tag"', "5000", "Accept-Encoding")


@pytest.mark.parametrize(
    ("status", "made"),
    [
        (200, headers(Content_Length=str(SMALLEST - 1))),
        (206, headers(Content_Range="bytes 0-9/5000")),
        (304, headers()),
        (200, headers(Content_Encoding="zstd")),
        (200, headers(Cache_Control="no-cache, no-transform")),
        (200, CIMultiDict({"Content-Type": "application/zip", "Content-Length": "5000"})),
        (200, CIMultiDict({"Content-Length": "5000"})),
    ],
)
def test_what_is_never_compressed(status: int, made: CIMultiDict[str]) -> None:
    before = made.copy()
    assert negotiate("gzip", status, made) is None
    made.pop("Vary", None)
    assert made == before
