"""Access tokens: who is believed, and keys that change."""

from __future__ import annotations

import time

import jwt
import msgspec
import pytest

from realtime.runtime.errors import Malformed, Unauthenticated, Unavailable
from realtime.security.tokens import Claims, Signer, Verifier, key_id, new_key, private_bytes, read_jwks, read_private


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer(new_key())


def test_a_token_says_who_its_bearer_is(signer: Signer) -> None:
    claims = signer.verifier.check(signer.sign("u1", "Ada", ("admin",), (), "s1"))
    assert (claims.sub, claims.name, claims.roles, claims.is_admin, claims.sid) == ("u1", "Ada", ("admin",), True, "s1")


def test_the_published_key_checks_tokens(signer: Signer) -> None:
    key = jwt.PyJWK(signer.verifier.jwks()["keys"][0])
    assert jwt.decode(signer.sign("u1", "Ada", ()), key, algorithms=["RS256"], issuer="podium", audience="podium")["sub"] == "u1"


def test_an_expired_token_is_refused(signer: Signer) -> None:
    hours_ago = Signer(signer._key, clock=lambda: time.time() - 3601)
    with pytest.raises(Unauthenticated, match="expired"):
        signer.verifier.check(hours_ago.sign("u1", "Ada", ()))


def test_keys_change_without_a_token_that_is_refused(signer: Signer) -> None:
    old, new = signer._key, new_key()
    before = signer.sign("u1", "Ada", ())
    signer.use(old, [old, new])
    published = read_jwks(msgspec.json.encode(signer.verifier.jwks()))
    elsewhere = Verifier(*published)
    signer.use(new, [old, new])
    after = signer.sign("u1", "Ada", ())
    assert jwt.get_unverified_header(after)["kid"] == key_id(new.public_key())
    for verifier in (signer.verifier, elsewhere):
        assert {verifier.check(token).sub for token in (before, after)} == {"u1"}
    signer.use(new, [new])
    with pytest.raises(Unauthenticated):
        signer.verifier.check(before)
    assert signer.verifier.check(after).sub == "u1"


def test_without_keys_nothing_is_said_of_a_token(signer: Signer) -> None:
    with pytest.raises(Unavailable):
        Verifier().check(signer.sign("u1", "Ada", ()))


def test_a_token_of_an_unknown_key_is_told_to_who_reads_keys(signer: Signer) -> None:
    asked = list[int]()
    verifier = Verifier(new_key().public_key())
    verifier.unknown_key = lambda: asked.append(1)
    with pytest.raises(Unauthenticated):
        verifier.check(signer.sign("u1", "Ada", ()))
    assert asked == [1]


@pytest.mark.parametrize("document", [b"", b"[]", b'{"keys": 1}', b'{"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256"}]}'])
def test_what_is_no_key_set_is_refused(document: bytes) -> None:
    with pytest.raises(Malformed):
        read_jwks(document)


def test_keys_for_other_purposes_are_left_out(signer: Signer) -> None:
    [key] = signer.verifier.jwks()["keys"]
    secret = {"kty": "oct", "k": "c2VjcmV0", "use": "sig", "alg": "HS256"}
    for other in (secret, {**key, "use": "enc"}, {**key, "alg": "RS512"}):
        assert read_jwks(msgspec.json.encode({"keys": [other]})) == []
    assert len(read_jwks(msgspec.json.encode({"keys": [secret, key]}))) == 1


def test_a_private_key_is_read_as_it_was_written() -> None:
    key = new_key()
    assert read_private(private_bytes(key)).private_numbers() == key.private_numbers()


@pytest.mark.parametrize("how", ["expires", "is revoked", "loses its key", "loses its rights"])
def test_a_token_that_was_good_before_is_looked_at_again(how: str) -> None:
    """The signature is checked once; nothing else is."""
    now = [1_000_000.0]
    signer = Signer(new_key(), clock=lambda: now[0])
    verifier, token = signer.verifier, signer.sign("u1", "Ann", (), session="s")
    assert [verifier.check(token).sub for _ in range(2)] == ["u1", "u1"]
    if how == "expires":
        now[0] += 3600
    elif how == "is revoked":
        verifier.revoked = {"s"}
    elif how == "loses its key":
        verifier.use([new_key().public_key()])
    else:

        def nobody(claims: Claims) -> Claims:
            raise Unauthenticated("this account is disabled")

        verifier.current = nobody
    with pytest.raises(Unauthenticated):
        verifier.check(token)


def test_a_checked_token_stays_so_while_the_keys_do(monkeypatch: pytest.MonkeyPatch) -> None:
    key, other = new_key(), new_key()
    signer = Signer(key)
    token = signer.sign("u", "Ann", ())
    signer.verifier.check(token)
    with monkeypatch.context() as patch:
        patch.setattr(jwt, "decode", lambda *_, **__: pytest.fail("checked again"))
        signer.use(key, [key])
        assert signer.verifier.check(token).sub == "u"
    signer.use(other, [other])
    with pytest.raises(Unauthenticated):
        signer.verifier.check(token)
