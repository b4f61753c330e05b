"""One-time codes: time-based ones of an authenticator app (RFC 6238), and recovery codes. No I/O.

Apps differ in nothing but digits, period and hash; all of them know 6 digits, 30 s and SHA-1, and some know nothing else.
"""

from __future__ import annotations

import hmac
import re
import secrets

import pyotp

PERIOD = 30
"""Seconds of a time step."""
DRIFT = 1
"""Steps that a clock may be off, in both directions."""
SECRET_CHARACTERS = 32
"""Base32: 160 bits, what RFC 4226 asks for."""
ISSUER = "Podium"
RECOVERY_CODES = 10
_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
"""For people: nothing that looks like something else, and no words."""
_HALF = 5
_TOTP = re.compile(r"\d{6}")


def new_secret() -> str:
    return pyotp.random_base32(SECRET_CHARACTERS)


def uri(secret: str, account: str) -> str:
    """What authenticator apps read from a QR code."""
    return pyotp.TOTP(secret, name=account, issuer=ISSUER).provisioning_uri()


def matching_step(secret: str, code: str, now: float, last: int) -> int | None:
    """The time step, later than `last`, whose code this is; None: the code is wrong, too old or was used."""
    code = code.replace(" ", "")
    if not _TOTP.fullmatch(code) or not code.isascii():
        return None
    totp, middle = pyotp.TOTP(secret), int(now) // PERIOD
    found = None
    for step in range(middle - DRIFT, middle + DRIFT + 1):  # all of them: the time it takes says nothing
        if hmac.compare_digest(totp.generate_otp(step), code) and step > last:
            found = step
    return found


def new_recovery_codes() -> list[str]:
    """49 bits each: beyond guessing at ten tries an hour."""
    return ["-".join("".join(secrets.choice(_ALPHABET) for _ in range(_HALF)) for _ in range(2)) for _ in range(RECOVERY_CODES)]


def normal(recovery_code: str) -> str:
    """As it is stored, however it was typed."""
    plain = re.sub(r"[\s-]", "", recovery_code.lower())
    return f"{plain[:_HALF]}-{plain[_HALF:]}"
