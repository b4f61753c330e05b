"""Accounts generated for a contest: they log in as `<username>@<source>`, have no mailbox, and passwords that the jury hands out."""

from __future__ import annotations

import secrets

UNUSABLE = "$2b$12$" + "." * 53
"""Password hash of an account whose password was not made yet: well-formed, and that of no password anybody could find."""
ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
"""Without letters and digits that look alike on paper."""
GROUPS, GROUP = 3, 4
COST = 8
"""bcrypt's cost for passwords that we make. They have 58 random bits, 2^20 times those that people choose: nobody finds them by trying, and
a thousand of them take seconds instead of minutes. A login makes the hash anew with the cost of all others."""


def login_of(username: str, source: str) -> str:
    """What is typed in where an e-mail address is asked for. It has no mailbox: `source` is no host."""
    return f"{username}@{source}".lower()


def new_password() -> str:
    """Readable, and with a digit, as every password."""
    while True:
        letters = "".join(secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP))
        if any(letter.isdigit() for letter in letters):
            return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))
