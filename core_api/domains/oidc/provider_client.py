"""Client of one OpenID Connect provider: discovery, the authorization request, the token request, and checks of the ID token.

Authorization code flow with PKCE (RFC 7636), state and nonce. An ID token is believed only when it is signed by a key of the provider with
an asymmetric algorithm, is from this issuer, for this client alone, not expired, and has the nonce of this login.
"""

from __future__ import annotations

import hashlib
import logging
import time
from typing import Any, NamedTuple
from urllib.parse import quote_plus, urlencode

import aiohttp
import msgspec
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from core_api.domains.oidc.providers import Provider, check_address
from realtime.runtime.errors import BadSetting, PodiumError, Unauthenticated, Unavailable
from realtime.security import base64url

log = logging.getLogger(__name__)

SECONDS = 5.0
"""For one answer of a provider: a person is waiting."""
MAX_ANSWER = 256 * 2**10
KEPT_SECONDS = 3600.0
"""How long what a provider says of itself is used."""
KEYS_SECONDS = 60.0
"""Keys are asked for again when a token names one that is not known, at most this often."""
LEEWAY = 60
"""Seconds that the provider's clock may be off."""
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""No symmetric one: their key would be one that is public."""


class Metadata(msgspec.Struct, frozen=True):
    """What is used of a discovery document."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class Tokens(msgspec.Struct, frozen=True):
    id_token: str
    access_token: str = ""


class Person(msgspec.Struct, frozen=True):
    """Whom the provider has seen. `email_verified`: some send it as text."""

    sub: str
    email: str = ""
    email_verified: bool | str = False
    name: str = ""
    preferred_username: str = ""

    @property
    def verified_email(self) -> str:
        """Empty: the provider knows none, or has not seen that it is this person's."""
        return self.email.strip().lower() if self.email_verified in (True, "true") else ""


class Login(NamedTuple):
    """What binds an answer to the request that was sent; all of it derives from the secret that the browser keeps."""

    state: str
    secret: str

    @property
    def nonce(self) -> str:
        return _derived(self.secret, "nonce")

    @property
    def verifier(self) -> str:
        return _derived(self.secret, "verifier")

    @property
    def challenge(self) -> str:
        return base64url.encoded(hashlib.sha256(self.verifier.encode()).digest())


class ProviderClient:
    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self._metadata: tuple[float, Metadata] | None = None
        self._keys: tuple[float, KeySet] | None = None

    async def authorization_url(self, login: Login) -> str:
        """Where the browser goes. Raises `Unavailable`."""
        metadata = await self._discovered()
        query = {
            "response_type": "code",
            "client_id": self.provider.client_id,
            "redirect_uri": self.provider.redirect_uri,
            "scope": self.provider.scopes,
            "state": login.state,
            "nonce": login.nonce,
            "code_challenge": login.challenge,
            "code_challenge_method": "S256",
        }
        separator = "&" if "?" in metadata.authorization_endpoint else "?"
        return f"{metadata.authorization_endpoint}{separator}{urlencode(query)}"

    async def person(self, login: Login, code: str) -> Person:
        """Who comes back with a code. Raises `Unauthenticated` for what is not believed, `Unavailable`."""
        metadata = await self._discovered()
        tokens = await self._exchange(metadata, login, code)
        claims = await self._checked(metadata, tokens.id_token, login.nonce)
        person = _converted(claims)
        if not person.email and metadata.userinfo_endpoint and tokens.access_token:
            told = _converted(await self._get(metadata.userinfo_endpoint, tokens.access_token))
            if told.sub == person.sub:  # OpenID Connect Core, 5.3.2
                return told
        return person

    async def _exchange(self, metadata: Metadata, login: Login, code: str) -> Tokens:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.provider.redirect_uri,
            "code_verifier": login.verifier,
        }
        headers = {}
        if self.provider.client_secret and "client_secret_basic" in metadata.token_endpoint_auth_methods_supported:
            names = (quote_plus(self.provider.client_id), quote_plus(self.provider.client_secret))  # RFC 6749, 2.3.1
            headers["Authorization"] = aiohttp.encode_basic_auth(*names)
        else:
            form["client_id"] = self.provider.client_id
            form |= {"client_secret": self.provider.client_secret} if self.provider.client_secret else {}
        status, content = await self._request("POST", metadata.token_endpoint, data=form, headers=headers)
        if status != 200:
            log.warning("provider %s takes no code: HTTP %d", self.provider.id, status)
            raise Unauthenticated(f"{self.provider.name} did not confirm this login: begin again")
        try:
            return msgspec.json.decode(content, type=Tokens)
        except (msgspec.DecodeError, msgspec.ValidationError):
            raise Unauthenticated(f"{self.provider.name} gave no ID token") from None

    async def _checked(self, metadata: Metadata, id_token: str, nonce: str) -> dict[str, Any]:
        """The claims of an ID token. Raises `Unauthenticated`."""
        rules = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": metadata.issuer},
            aud={"essential": True, "value": self.provider.client_id},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )
        try:
            claims = (await self._decoded(metadata, id_token)).claims
            rules.validate(claims)
            if claims.get("azp", self.provider.client_id) != self.provider.client_id or claims["aud"] not in (
                self.provider.client_id,
                [self.provider.client_id],
            ):
                raise ValueError("it is for other clients too")
        except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
            log.warning("provider %s: an ID token is not believed: %s", self.provider.id, type(error).__name__)
            raise Unauthenticated(f"{self.provider.name} gave an ID token that is not believed: begin again") from None
        return claims

    async def _decoded(self, metadata: Metadata, id_token: str) -> jwt.Token:
        try:
            return jwt.decode(id_token, await self._key_set(metadata), algorithms=ALGORITHMS)
        except (InvalidKeyIdError, ValueError):  # a key that was made a moment ago, maybe
            return jwt.decode(id_token, await self._key_set(metadata, KEYS_SECONDS), algorithms=ALGORITHMS)

    async def _discovered(self) -> Metadata:
        """Raises `Unavailable`."""
        if self._metadata is not None and time.monotonic() - self._metadata[0] < KEPT_SECONDS:
            return self._metadata[1]
        content = await self._get(f"{self.provider.issuer}/.well-known/openid-configuration")
        try:
            metadata = msgspec.convert(content, Metadata)
            for url in (metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri):
                check_address(url, f"an address of {self.provider.id}")
        except (msgspec.ValidationError, BadSetting) as error:
            raise Unavailable(f"{self.provider.name} cannot be used: {error}") from None
        if metadata.issuer.rstrip("/") != self.provider.issuer:
            raise Unavailable(f"{self.provider.name} cannot be used: it calls itself {metadata.issuer}")
        self._metadata = time.monotonic(), metadata
        return metadata

    async def _key_set(self, metadata: Metadata, kept: float = KEPT_SECONDS) -> KeySet:
        if self._keys is None or time.monotonic() - self._keys[0] >= kept:
            keys = KeySet.import_key_set(await self._get(metadata.jwks_uri))  # type: ignore[arg-type]  # JSON of a stranger; it checks
            self._keys = time.monotonic(), keys
        return self._keys[1]

    async def _get(self, url: str, token: str = "") -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        status, content = await self._request("GET", url, headers=headers)
        try:
            if status == 200:
                return msgspec.json.decode(content, type=dict[str, Any])
        except (msgspec.DecodeError, msgspec.ValidationError):
            pass
        raise Unavailable(f"{self.provider.name} answers with HTTP {status} and no JSON", retry_after=1)

    async def _request(self, method: str, url: str, **options: Any) -> tuple[int, bytes]:
        """Follows no redirects: secrets go where the settings say. Raises `Unavailable`."""
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS)) as session,
                session.request(method, url, allow_redirects=False, **options) as response,
            ):
                return response.status, await response.content.read(MAX_ANSWER)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("provider %s: %r", self.provider.id, error)
            raise Unavailable(f"{self.provider.name} does not answer: try again", retry_after=1) from None


def _converted(claims: dict[str, Any]) -> Person:
    try:
        return msgspec.convert(claims, Person)
    except msgspec.ValidationError as error:
        raise NotUnderstood(f"what the provider says of this person cannot be understood: {error}") from None


class NotUnderstood(PodiumError):
    """A provider sends claims of another shape than the standard says."""

    code = "provider-not-understood"
    status = 502


def _derived(secret: str, purpose: str) -> str:
    return base64url.encoded(hashlib.blake2b(purpose.encode(), key=secret.encode()[:64], digest_size=32).digest())
