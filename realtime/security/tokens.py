"""Access tokens: RS256 JWTs. core_api signs them, every role can check them with the public key."""

from __future__ import annotations

import base64
from collections.abc import Container
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from realtime.runtime import ids
from realtime.runtime.errors import BadSetting, Unauthenticated

ISSUER = "podium"
ACCESS = timedelta(hours=1)


class Claims(msgspec.Struct, frozen=True):
    """Who the bearer is: `sub` the user's id."""

    sub: str
    name: str = ""
    roles: tuple[str, ...] = ()
    exp: int = 0
    jti: str = ""
    """Names this token, for revoking it."""

    @property
    def is_admin(self) -> bool:
        return "admin" in self.roles

    @property
    def is_jury(self) -> bool:
        return self.is_admin or "jury" in self.roles


class Verifier:
    """Checks tokens against one public key, and those that were taken back."""

    def __init__(self, public_key: RSAPublicKey) -> None:
        self._key = public_key
        self.revoked: Container[str] = ()
        """Ids of tokens that are good no longer (see `realtime.security.revocations`)."""
        der = public_key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        digest = Hash(SHA256())
        digest.update(der)
        self.key_id = base64.urlsafe_b64encode(digest.finalize()[:12]).decode()

    @classmethod
    def from_file(cls, path: str) -> Verifier:
        key = load_pem_public_key(_read(path, "jwt_public_key_file"))
        if not isinstance(key, RSAPublicKey):
            raise BadSetting(f"{path} holds no RSA public key", field="jwt_public_key_file")
        return cls(key)

    def check(self, token: str) -> Claims:
        """Raises `Unauthenticated` for a token that is not ours, is expired, revoked or has been changed."""
        try:
            body = jwt.decode(token, self._key, algorithms=["RS256"], issuer=ISSUER, options={"require": ["exp", "sub", "jti"]})
            claims = msgspec.convert(body, Claims)
        except jwt.ExpiredSignatureError:
            raise Unauthenticated("the access token has expired: refresh it") from None
        except (jwt.InvalidTokenError, ValueError, RecursionError):  # its head is JSON of a stranger
            raise Unauthenticated("the access token is not valid") from None
        if claims.jti in self.revoked:
            raise Unauthenticated("the access token was revoked: log in again")
        return claims

    def jwks(self) -> dict[str, Any]:
        key = jwt.algorithms.RSAAlgorithm.to_jwk(self._key, as_dict=True)
        return {"keys": [{**key, "kid": self.key_id, "use": "sig", "alg": "RS256"}]}


class Signer:
    def __init__(self, private_key: RSAPrivateKey) -> None:
        self._key = private_key
        self.verifier = Verifier(private_key.public_key())

    @classmethod
    def from_file(cls, path: str) -> Signer:
        key = load_pem_private_key(_read(path, "jwt_private_key_file"), None)
        if not isinstance(key, RSAPrivateKey):
            raise BadSetting(f"{path} holds no RSA private key", field="jwt_private_key_file")
        return cls(key)

    def sign(self, user: str, name: str, roles: tuple[str, ...]) -> str:
        now = datetime.now(UTC)
        body = {"iss": ISSUER, "sub": user, "name": name, "roles": roles, "iat": now, "exp": now + ACCESS, "jti": ids.new()}
        return jwt.encode(body, self._key, algorithm="RS256", headers={"kid": self.verifier.key_id})


def make_keys() -> tuple[bytes, bytes]:
    """A new key pair as PEM: private, public."""
    key = generate_private_key(65537, 2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _read(path: str, setting: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise BadSetting(f"setting {setting}: cannot read {path!r}: {error.strerror}", field=setting) from None
