"""The platform's key towards push services (VAPID, RFC 8292): derived from `secret_key`, so that nothing has to be kept."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from realtime.security import base64url
from realtime.security.keys import derived

LIFE_SECONDS = 12 * 3600
"""Of a token; push services refuse more than 24 hours."""
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of P-256 (SEC 2, 2.4.2)."""


class VapidKey:
    def __init__(self, secret_key: str, contact: str) -> None:
        """`contact`: whom a push service turns to, an https: or mailto: address. Raises `BadSetting`."""
        number = int.from_bytes(derived(secret_key, "web push")) % (_ORDER - 1) + 1
        self._private = ec.derive_private_key(number, ec.SECP256R1())
        self._contact = contact
        point = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.public = base64url.encoded(point)

    def authorization(self, endpoint: str) -> str:
        """The header for a request to an endpoint."""
        parts = urlsplit(endpoint)
        claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int(time.time()) + LIFE_SECONDS, "sub": self._contact}
        return f"vapid t={jwt.encode(claims, self._private, algorithm='ES256')}, k={self.public}"
