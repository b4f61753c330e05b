from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from realtime.runtime.errors import BadSetting, Damaged, Unauthenticated
from realtime.security.tokens import Signer, Verifier, make_keys
from realtime.security.vault import Kind, Name, NoKey, Vault

MASTER = "ab" * 32


def test_what_is_sealed_opens_under_its_name_only() -> None:
    vault = Vault(MASTER)
    sealed = vault.seal("test", ("sum", "k", 1), b"1 2")
    assert b"1 2" not in sealed
    assert vault.open("test", ("sum", "k", 1), sealed) == b"1 2"
    assert sealed != vault.seal("test", ("sum", "k", 1), b"1 2")
    others: list[tuple[Kind, Name, bytes]] = [
        ("test", ("sum", "k", 2), sealed),
        ("test", ("sum", "k1", 1), sealed),
        ("test", ("sum", "k", "1"), sealed),
        ("test", ("sum/k", 1), sealed),
        ("sample", ("sum", "k", 1), sealed),
        ("test", ("sum", "k", 1), sealed[:-1] + bytes([sealed[-1] ^ 1])),
        ("test", ("sum", "k", 1), sealed[1:]),
        ("test", ("sum", "k", 1), sealed[:9]),
        ("test", ("sum", "k", 1), b""),
    ]
    for kind, name, content in others:
        with pytest.raises(Damaged, match=f"{kind} {'/'.join(map(str, name))} cannot be opened"):
            vault.open(kind, name, content)
    with pytest.raises(Damaged):
        Vault("cd" * 32).open("test", ("sum", "k", 1), sealed)


def test_a_narrow_vault_has_no_other_keys() -> None:
    vault = Vault(MASTER)
    narrow = vault.only("sample")
    assert narrow.open("sample", ("a",), vault.seal("sample", ("a",), b"x")) == b"x"
    with pytest.raises(NoKey):
        narrow.open("test", ("a",), vault.seal("test", ("a",), b"x"))
    with pytest.raises(NoKey):
        narrow.seal("test", ("a",), b"x")


@pytest.mark.parametrize("key", ["", "abc", "zz" * 32, "ab" * 31])
def test_a_master_key_of_another_form_is_refused(key: str) -> None:
    with pytest.raises(BadSetting):
        Vault(key)


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    file = tmp_path_factory.mktemp("keys") / "private.pem"
    file.write_bytes(make_keys()[0])
    return Signer.from_file(str(file))


def test_a_token_says_who_its_bearer_is(signer: Signer) -> None:
    claims = signer.verifier.check(signer.sign("u1", "Ada", ("admin",)))
    assert (claims.sub, claims.name, claims.roles, claims.is_admin) == ("u1", "Ada", ("admin",), True)


def test_the_published_key_checks_tokens(signer: Signer) -> None:
    key = jwt.PyJWK(signer.verifier.jwks()["keys"][0])
    assert jwt.decode(signer.sign("u1", "Ada", ()), key, algorithms=["RS256"], issuer="podium")["sub"] == "u1"


def test_tokens_of_others_and_changed_ones_are_refused(signer: Signer) -> None:
    private, public = make_keys()
    foreign = Signer(load_pem_private_key(private, None))  # type: ignore[arg-type]
    good = signer.sign("u1", "Ada", ())
    unsigned = jwt.encode({"sub": "u1", "exp": 9e9, "iss": "podium"}, "", algorithm="none")
    with_public_as_secret = jwt.utils.base64url_encode(b'{"alg":"HS256"}').decode() + "." + good.split(".", 1)[1]
    for token in (foreign.sign("u1", "Ada", ()), good[:-4] + "AAAA", "", "a.b.c", unsigned, with_public_as_secret):
        with pytest.raises(Unauthenticated):
            signer.verifier.check(token)


def test_an_expired_token_is_refused(signer: Signer) -> None:
    expired = jwt.encode({"sub": "u", "exp": 1, "iss": "podium", "jti": "t"}, signer._key, algorithm="RS256")
    with pytest.raises(Unauthenticated, match="expired"):
        signer.verifier.check(expired)


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="jwt_public_key_file"):
        Verifier.from_file(str(tmp_path / "none.pem"))
