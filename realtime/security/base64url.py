"""Bytes as text for addresses, headers and tokens: base64url without padding (RFC 4648, 5), as JSON Web Tokens and Web Push write it."""

from __future__ import annotations

import base64


def encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """With or without padding. Raises `ValueError` for what is none."""
    bare = text.encode("ascii").rstrip(b"=")
    return base64.b64decode(bare + b"=" * (-len(bare) % 4), altchars=b"-_", validate=True)
