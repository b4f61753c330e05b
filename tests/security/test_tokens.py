"""Forged access tokens, at the API and at a live connection: algorithms, keys, issuers and audiences of others."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from realtime.security.tokens import Signer, key_id, new_key
from tests.api.harness import Api, Caller
from tests.security.edge import SIGNER, running

FOREIGN = new_key()


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    valid = {"iss": "podium", "aud": "podium", "sub": "u1", "name": "Ada", "roles": ["admin"], "iat": now, "exp": now + 3600}
    return {**valid, "jti": "j1", "sid": "s1", **changes}


def part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def unsigned(signer: Signer, algorithm: str) -> str:
    return f"{part({'alg': algorithm, 'typ': 'JWT', 'kid': kid(signer)})}.{part(claims())}."


def with_public_key_as_secret(signer: Signer, encoding: Encoding) -> str:
    """Signed with HMAC under the key that everybody knows (CVE-2016-10555)."""
    secret = signer._key.public_key().public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)
    text = f"{part({'alg': 'HS256', 'typ': 'JWT', 'kid': kid(signer)})}.{part(claims())}"
    code = hmac.digest(secret, text.encode(), hashlib.sha256)
    return f"{text}.{base64.urlsafe_b64encode(code).decode().rstrip('=')}"


def kid(signer: Signer) -> str:
    return key_id(signer._key.public_key())


def by_foreigner(signer: Signer, **head: Any) -> str:
    return jwt.encode(claims(), FOREIGN, algorithm="RS256", headers={"kid": kid(signer), **head})


def own(signer: Signer, head: dict[str, Any] | None = None, **changes: Any) -> str:
    body = {name: value for name, value in claims(**changes).items() if value is not None}
    return jwt.encode(body, signer._key, algorithm="RS256", headers={"kid": kid(signer)} if head is None else head)


FORGED: dict[str, Callable[[Signer], str]] = {
    "alg none": lambda signer: unsigned(signer, "none"),
    "alg None": lambda signer: unsigned(signer, "None"),
    "alg empty": lambda signer: unsigned(signer, ""),
    "HS256 with the public key (PEM)": lambda signer: with_public_key_as_secret(signer, Encoding.PEM),
    "HS256 with the public key (DER)": lambda signer: with_public_key_as_secret(signer, Encoding.DER),
    "another key under our kid": by_foreigner,
    "another key under its own kid": lambda signer: by_foreigner(signer, kid=key_id(FOREIGN.public_key())),
    "another key that the token brings along": lambda signer: by_foreigner(
        signer, kid="", jwk=jwt.algorithms.RSAAlgorithm.to_jwk(FOREIGN.public_key(), as_dict=True)
    ),
    "another key at an address": lambda signer: by_foreigner(signer, kid="", jku="https://evil.example/jwks", x5u="https://evil.example/c"),
    "kid: a path": lambda signer: by_foreigner(signer, kid="../../../../dev/null"),
    "kid: SQL": lambda signer: by_foreigner(signer, kid="' union select 'x' --"),
    "kid: very long": lambda signer: by_foreigner(signer, kid="k" * 1000),
    "no kid": lambda signer: own(signer, {}),
    "kid of somebody else": lambda signer: own(signer, {"kid": key_id(FOREIGN.public_key())}),
    "another issuer": lambda signer: own(signer, iss="somebody"),
    "no issuer": lambda signer: own(signer, iss=None),
    "another audience": lambda signer: own(signer, aud="elsewhere"),
    "no audience": lambda signer: own(signer, aud=None),
    "expired": lambda signer: own(signer, exp=int(time.time()) - 1),
    "without an end": lambda signer: own(signer, exp=None),
    "without a session": lambda signer: own(signer, sid=None),
    "not valid yet": lambda signer: own(signer, nbf=int(time.time()) + 600),
    "roles that are no list": lambda signer: own(signer, roles="admin"),
}


def test_the_way_tokens_are_forged_here_makes_good_ones() -> None:
    assert SIGNER.verifier.check(own(SIGNER)).is_admin


@pytest.mark.parametrize("how", FORGED)
async def test_the_api_believes_no_forged_token(api: Api, how: str) -> None:
    for path in ("/auth/sessions", "/judging"):
        answer = await api.call("GET", path, by=Caller(FORGED[how](api.platform.signer)))
        assert (answer.status, answer.json["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize("how", FORGED)
async def test_a_live_connection_believes_no_forged_token(how: str) -> None:
    async with running() as gateway:
        client = await gateway.open()
        client.say(json.dumps({"type": "hello", "token": FORGED[how](SIGNER)}))
        said = await client.hear()
        assert (said["type"], said["code"]) == ("error", "unauthenticated")
        client.close()


@pytest.mark.parametrize(
    "head", ['{"alg":"RS256","kid":1}', '{"alg":"RS256","kid":["a"]}', '{"alg":"RS256","kid":null}', "[]", "1", '{"alg":[]}']
)
async def test_heads_of_another_shape_are_no_error_of_ours(api: Api, head: str) -> None:
    encoded = base64.urlsafe_b64encode(head.encode()).decode().rstrip("=")
    answer = await api.call("GET", "/auth/sessions", by=Caller(f"{encoded}.{part(claims())}.AAAA"))
    assert answer.status == 401


async def test_the_key_of_a_retired_kid_is_good_no_longer(api: Api) -> None:
    signer = api.platform.signer
    old, token = signer._key, own(signer)
    signer.use(new := new_key(), [new])
    answer = await api.call("GET", "/auth/sessions", by=Caller(token))
    signer.use(old, [old])
    assert answer.status == 401
    assert (await api.call("GET", "/auth/sessions", by=Caller(token))).status == 200
