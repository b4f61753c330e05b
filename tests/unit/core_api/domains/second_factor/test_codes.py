"""One-time codes against the vectors of RFC 6238, appendix B, and what is accepted when."""

from __future__ import annotations

import base64

import pytest

from core_api.domains.second_factor import codes

SECRET = base64.b32encode(b"12345678901234567890").decode()
VECTORS = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]


@pytest.mark.parametrize(("now", "code"), VECTORS)
def test_the_vectors_of_the_rfc(now: int, code: str) -> None:
    """They have eight digits; six are the last of them."""
    assert codes.matching_step(SECRET, code[-6:], now, 0) == now // 30


def test_a_clock_may_be_off_by_one_step() -> None:
    now, code = VECTORS[2][0], VECTORS[2][1][-6:]
    assert [codes.matching_step(SECRET, code, now + 30 * steps, 0) is not None for steps in (-2, -1, 0, 1, 2)] == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_a_code_is_good_once_and_none_before_it_afterwards() -> None:
    now, code = VECTORS[2][0], VECTORS[2][1][-6:]
    step = codes.matching_step(SECRET, code, now, 0)
    assert step is not None
    assert codes.matching_step(SECRET, code, now, step) is None
    assert codes.matching_step(SECRET, VECTORS[1][1][-6:], VECTORS[1][0], step) is None


@pytest.mark.parametrize("code", ["", "05047", "0504711", "05047a", "０５０４７１", "-50471", "0 5 0 4 7 2"])
def test_what_is_no_code_is_wrong(code: str) -> None:
    assert codes.matching_step(SECRET, code, VECTORS[2][0], 0) is None


def test_a_code_may_be_typed_as_apps_show_it() -> None:
    assert codes.matching_step(SECRET, "050 471", VECTORS[2][0], 0) is not None


def test_recovery_codes_are_known_again_however_they_are_typed() -> None:
    made = codes.new_recovery_codes()
    assert len(set(made)) == 10
    for code in made:
        assert codes.normal(code) == codes.normal(code.upper().replace("-", " ")) == codes.normal(code.replace("-", "")) == code


def test_the_uri_is_one_that_apps_read() -> None:
    assert codes.uri(SECRET, "Ada Lovelace") == f"otpauth://totp/Podium:Ada%20Lovelace?secret={SECRET}&issuer=Podium"
