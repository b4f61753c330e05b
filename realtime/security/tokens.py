"""Access tokens: RS256 JWTs. core_api signs them, every role can check them with the public keys.

A token lives an hour and names its session (`sid`) and its key (`kid`). Whether the session has ended meanwhile is known to `revocations`.
The keys change (`core_api.domains.accounts.signing_keys`): at any time there may be several that are good, and one that signs.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Container, Iterable
from datetime import timedelta
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
    load_der_private_key,
)
from jwt.types import Options

from realtime.runtime import ids
from realtime.runtime.errors import Damaged, Malformed, Unauthenticated, Unavailable
from realtime.security import base64url

ISSUER = "podium"
AUDIENCE = "podium"
"""Tokens that are signed with these keys for another purpose are no access tokens."""
ACCESS = timedelta(hours=1)
MAX_JURY_OF = 50
"""Contests of which a user may be jury by name: they stand in the token, 3 kB of a request's head at most."""
KEY_BITS = 2048
Clock = Callable[[], float]
"""Seconds since 1970."""


KEY_PREFIX = "podium_"
"""How an API key begins, and no access token does."""


class KeyUse(msgspec.Struct, frozen=True):
    """The API key that a caller shows instead of an access token (`core_api.domains.api_keys`)."""

    id: str
    scopes: tuple[str, ...]
    per_minute: int
    """Requests it is good for."""


class Claims(msgspec.Struct, frozen=True):
    """Who the bearer is: `sub` the user's id."""

    sub: str
    name: str = ""
    roles: tuple[str, ...] = ()
    jury_of: tuple[str, ...] = ()
    """Contests of which the bearer is jury, at most `MAX_JURY_OF`. The role `jury` is that of all contests."""
    exp: int = 0
    jti: str = ""
    """Names this token."""
    sid: str = ""
    """The session it belongs to."""
    key: KeyUse | None = None
    """None: an access token. It is in no token."""

    @property
    def is_admin(self) -> bool:
        return "admin" in self.roles

    @property
    def is_jury(self) -> bool:
        """Jury of all contests."""
        return self.is_admin or "jury" in self.roles

    def is_jury_of(self, contest: str | None) -> bool:
        """Whether the bearer is jury of a contest. None: of what belongs to no contest, which is for the jury of all."""
        return self.is_jury or contest in self.jury_of


OPTIONS: Options = {"require": ["exp", "sub", "jti", "sid", "aud"], "verify_exp": False, "verify_iat": False}
"""Times are checked against the verifier's own clock."""


TOKENS = 2048
"""Tokens whose signature is not checked again: some 2 MB. A user sends the same one for an hour, and a check costs 0.1 ms."""


class Verifier:
    """Checks tokens against the public keys of now, and whether they were taken back."""

    def __init__(self, *public_keys: RSAPublicKey, clock: Clock = time.time) -> None:
        self._clock = clock
        self._keys: dict[str, RSAPublicKey] = {}
        self._signed = functools.lru_cache(TOKENS)(self._opened)
        self.use(public_keys)
        self.unknown_key: Callable[[], None] = lambda: None
        """Called for a token of a key that is not known: there may be a new one."""
        self.revoked: Container[str] = ()
        """Ids of sessions that have ended (see `realtime.security.revocations`)."""
        self.current: Callable[[Claims], Claims] = lambda claims: claims
        """Claims with the rights of now (see `realtime.security.rights`); raises `Unauthenticated`."""

    def use(self, public_keys: Iterable[RSAPublicKey]) -> None:
        """From now on these keys are good, and no others."""
        keys = {key_id(key): key for key in public_keys}
        if keys.keys() == self._keys.keys():  # as nearly always: roles read them every few seconds
            return
        self._keys = keys
        self._signed = functools.lru_cache(TOKENS)(self._opened)  # what other keys have signed is forgotten

    @property
    def has_keys(self) -> bool:
        return bool(self._keys)

    def check(self, token: str) -> Claims:
        """Raises `Unauthenticated` for a token that is not ours, is expired, revoked or has been changed."""
        if not self._keys:
            raise Unavailable("access tokens cannot be checked yet: try again", retry_after=1)
        claims = self._signed(token)
        if claims.exp <= self._clock():
            raise Unauthenticated("the access token has expired: refresh it")
        if claims.sid in self.revoked:
            raise Unauthenticated("the access token was revoked: log in again")
        return self.current(claims)

    def _opened(self, token: str) -> Claims:
        """What a token says that one of the keys has signed; whether it still holds changes, and is not looked at here."""
        try:
            key = self._keys.get(jwt.get_unverified_header(token).get("kid", ""))
            if key is None:
                self.unknown_key()
                raise Unauthenticated("the access token is not valid: its key is not known, or not any more")
            body = jwt.decode(token, key, algorithms=["RS256"], audience=AUDIENCE, issuer=ISSUER, options=OPTIONS)
            return msgspec.structs.replace(msgspec.convert(body, Claims), key=None)
        except (jwt.InvalidTokenError, ValueError, RecursionError):  # its head is JSON of a stranger
            raise Unauthenticated("the access token is not valid") from None

    def jwks(self) -> dict[str, Any]:
        to_jwk = jwt.algorithms.RSAAlgorithm.to_jwk
        return {"keys": [{**to_jwk(key, as_dict=True), "kid": id, "use": "sig", "alg": "RS256"} for id, key in self._keys.items()]}


class Signer:
    def __init__(self, signs: RSAPrivateKey, checks: Iterable[RSAPrivateKey] = (), *, clock: Clock = time.time) -> None:
        """See `use`. `checks`: empty: the one that signs."""
        self.clock = clock
        self.verifier = Verifier(clock=clock)
        self.use(signs, checks or [signs])

    def use(self, signs: RSAPrivateKey, checks: Iterable[RSAPrivateKey]) -> None:
        """From now on one key signs, and tokens of these are good."""
        self._key, self._key_id = signs, key_id(signs.public_key())
        self.verifier.use(key.public_key() for key in checks)

    def sign(self, user: str, name: str, roles: tuple[str, ...], jury_of: tuple[str, ...] = (), session: str = "") -> str:
        """`session`: which the token belongs to; empty: one of its own that nobody keeps."""
        now = self.clock()
        body = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": user,
            "name": name,
            "roles": roles,
            "iat": int(now),
            "exp": int(now + ACCESS.total_seconds()),
            "jti": ids.new(now),
            "sid": session or ids.new(now),
        }
        body |= {"jury_of": jury_of} if jury_of else {}
        return jwt.encode(body, self._key, algorithm="RS256", headers={"kid": self._key_id})


def read_jwks(document: bytes) -> list[RSAPublicKey]:
    """The keys of a JSON Web Key Set that are meant for access tokens. Raises `Malformed`."""
    try:
        keys = msgspec.json.decode(document, type=_KeySet).keys
        found = [jwt.PyJWK(key).key for key in keys if (key.get("kty"), key.get("use"), key.get("alg")) == ("RSA", "sig", "RS256")]
    except (msgspec.DecodeError, msgspec.ValidationError, jwt.PyJWTError, ValueError) as error:
        raise Malformed(f"this is no JSON Web Key Set: {error}") from None
    return [key for key in found if isinstance(key, RSAPublicKey) and key.key_size >= KEY_BITS]


class _KeySet(msgspec.Struct):
    keys: list[dict[str, Any]]


def key_id(key: RSAPublicKey) -> str:
    """Follows from the key: nobody can give another one the same id."""
    digest = Hash(SHA256())
    digest.update(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    return base64url.encoded(digest.finalize()[:12])


def new_key() -> RSAPrivateKey:
    return generate_private_key(65537, KEY_BITS)


def private_bytes(key: RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def read_private(content: bytes) -> RSAPrivateKey:
    """What `private_bytes` gives. Raises `Damaged`."""
    key = load_der_private_key(content, None)
    if not isinstance(key, RSAPrivateKey):
        raise Damaged("this is no RSA private key")
    return key
