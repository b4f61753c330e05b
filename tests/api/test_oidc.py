"""Logins with OpenID Connect against a real provider: the whole flow, and everything that must not open an account."""

from __future__ import annotations

import asyncio
import base64
import json
import time
import urllib.parse
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest
import pytest_asyncio
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from tests.api.fixtures import Stores
from tests.api.harness import PASSWORD, Answer, Api, Caller, fresh
from tests.oidc_server import Claims, Issue, Provider, right

PAGE = {"X-Podium-Session": "cookie"}
PUBLIC = "http://localhost:8080"


@pytest.fixture(scope="module")
def server() -> Iterator[Provider]:
    made = Provider()
    with made.running():
        yield made


@pytest.fixture
def provider(server: Provider) -> Provider:
    server.issue = right
    return server


@pytest_asyncio.fixture(loop_scope="session")
async def api(stores: Stores, provider: Provider, tmp_path: Path) -> AsyncIterator[Api]:
    (tmp_path / "secret").write_text("the client's secret\n")
    file = tmp_path / "providers.toml"
    table = f'issuer = "{provider.url}"\nclient_id = "podium"\nclient_secret_file = "{tmp_path / "secret"}"\n'
    file.write_text(
        f'[university]\nname = "Example University"\n{table}\n[other]\nname = "Other"\n{table}\n'
        f'[closed]\nname = "Closed"\ncreate_accounts = false\n{table}'
    )
    made = Api(stores.pool, stores.redis, stores.signer, oidc_providers=str(file), public_url=PUBLIC)
    await made.start()
    yield made
    await made.close()


class Person:
    """Somebody at the provider, with a browser that goes between the two."""

    def __init__(self, api: Api, provider: Provider, **claims: Any) -> None:
        self.api, self.provider = api, provider
        self.sub = fresh("sub")
        self.email = f"{self.sub}@example.edu"
        provider.user(self.sub, **{"email": self.email, "email_verified": True, "name": f"Ada {self.sub}", **claims})

    async def begin(self, at: str = "university", by: Caller | None = None) -> dict[str, str]:
        if by is None:
            answer = await self.api.call("POST", f"/auth/oidc/{at}/begin")
        else:
            answer = await self.api.call("POST", f"/auth/oidc/{at}/link/begin", {"password": PASSWORD}, by=by)
        assert answer.status == 200, answer.content
        return dict(answer.json)

    async def at_provider(self, begun: dict[str, str]) -> dict[str, str]:
        """Body of the second step."""
        back = await asyncio.to_thread(self.provider.log_in, begun["authorization_url"], self.sub)
        return {"code": back["code"], "state": back["state"], "secret": begun["secret"]}

    async def finish(self, body: dict[str, str], at: str = "university") -> Answer:
        return await self.api.call("POST", f"/auth/oidc/{at}/finish", body)

    async def log_in(self, at: str = "university") -> Answer:
        return await self.finish(await self.at_provider(await self.begin(at)), at)


async def test_a_person_gets_an_account_and_comes_back_to_it(api: Api, provider: Provider) -> None:
    ada = Person(api, provider)
    first, second = await ada.log_in(), await ada.log_in()
    assert [answer.status for answer in (first, second)] == [200, 200], first.content
    user = first.json["user"]
    assert user == second.json["user"]
    assert (user["email"], user["roles"]) == (ada.email, [])
    caller = Caller(second.json["access_token"], user["id"])
    assert (await api.call("GET", "/auth/sessions", by=caller)).json[0]["methods"] == ["oidc"]
    assert [identity["provider"] for identity in (await api.call("GET", "/auth/oidc/identities", by=caller)).json] == ["university"]
    assert (await api.call("GET", f"/users/{user['id']}/mails", by=caller)).json["mails"][0]["template"] == "identity-linked"
    assert (await api.call("GET", "/auth/oidc")).json[0] == {"id": "university", "name": "Example University"}


async def test_what_the_provider_is_asked(api: Api, provider: Provider) -> None:
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit((await Person(api, provider).begin())["authorization_url"]).query))
    assert (query["response_type"], query["client_id"], query["code_challenge_method"]) == ("code", "podium", "S256")
    assert query["redirect_uri"] == f"{PUBLIC}/?sign-in=university"
    assert len({query["state"], query["nonce"], query["code_challenge"]}) == 3


async def test_pages_keep_the_secret_in_a_cookie(api: Api, provider: Provider) -> None:
    ada = Person(api, provider)
    begun = await api.call("POST", "/auth/oidc/university/begin", headers=PAGE)
    assert begun.json["secret"] is None
    cookie = begun.headers["Set-Cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Strict", "Path=/api/v1/auth/oidc"))
    body = await ada.at_provider({**begun.json, "secret": ""})
    del body["secret"]
    headers = {**PAGE, "Cookie": cookie.partition(";")[0]}
    finished = await api.call("POST", "/auth/oidc/university/finish", body, headers=headers)
    assert finished.status == 200, finished.content
    assert finished.json["refresh_token"] is None


async def test_a_state_is_used_once(api: Api, provider: Provider) -> None:
    ada = Person(api, provider)
    body = await ada.at_provider(await ada.begin())
    assert [(await ada.finish(body)).status for _ in range(2)] == [200, 401]


async def test_a_login_is_finished_by_the_browser_that_began_it(api: Api, provider: Provider) -> None:
    """Login CSRF: a link with the attacker's code and state must not log the victim in to the attacker's account."""
    ada = Person(api, provider)
    for secret in ("", "x" * 43, (await ada.begin())["secret"]):
        body = {**await ada.at_provider(await ada.begin()), "secret": secret}
        assert (await ada.finish(body)).status == 401
    body = await ada.at_provider(await ada.begin())
    del body["secret"]
    assert (await ada.finish(body)).status == 401


async def test_a_code_of_one_login_is_no_good_in_another(api: Api, provider: Provider) -> None:
    """Code injection: PKCE and the nonce bind the code to who began."""
    ada, mallory = Person(api, provider), Person(api, provider)
    stolen, own = await ada.at_provider(await ada.begin()), await mallory.at_provider(await mallory.begin())
    assert (await mallory.finish({**own, "code": stolen["code"]})).status == 401
    assert provider.unchecked == 1


async def test_an_answer_of_one_provider_is_no_good_at_another(api: Api, provider: Provider) -> None:
    ada = Person(api, provider)
    assert (await ada.finish(await ada.at_provider(await ada.begin("university")), "other")).status == 401
    body = await ada.at_provider(await ada.begin())
    assert (await ada.finish({**body, "iss": "https://evil.example"})).status == 401


def changed(**changes: Any) -> Issue:
    def issue(claims: Claims, key: RSAKey) -> str:
        claims = {**claims, **changes}
        return right({name: value for name, value in claims.items() if value is not None}, key)

    return issue


def unsigned(claims: Claims, key: RSAKey) -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({"alg": "none", "kid": key.kid}, claims)]
    return ".".join(parts) + "."


def confused(claims: Claims, key: RSAKey) -> str:
    """HMAC with the public key as its secret."""
    return jwt.encode({"alg": "HS256", "kid": key.kid}, claims, OctKey.import_key(key.as_pem(private=False)), algorithms=["HS256"])


def foreign(claims: Claims, key: RSAKey) -> str:
    return right(claims, RSAKey.generate_key(2048, {"kid": str(key.kid)}))


def own_key(claims: Claims, key: RSAKey) -> str:
    """The key comes in the token's own head."""
    mine = RSAKey.generate_key(2048)
    return jwt.encode({"alg": "RS256", "jwk": mine.as_dict(private=False)}, claims, mine)


WRONG: dict[str, Issue] = {
    "nonce of another login": changed(nonce="another"),
    "no nonce": changed(nonce=None),
    "for another client": changed(aud="another"),
    "for others too": changed(aud=["podium", "another"]),
    "on behalf of another client": changed(azp="another"),
    "for nobody": changed(aud=None),
    "from another issuer": changed(iss="https://evil.example"),
    "expired": changed(exp=int(time.time()) - 3600, iat=int(time.time()) - 7200),
    "without an end": changed(exp=None),
    "from the future": changed(iat=int(time.time()) + 3600),
    "of nobody": changed(sub=None),
    "unsigned": unsigned,
    "signed with the public key": confused,
    "signed by somebody else": foreign,
    "with a key of its own": own_key,
    "no token": lambda claims, key: "x.y.z",
    "empty": lambda claims, key: "",
}


@pytest.mark.parametrize("what", WRONG)
async def test_a_wrong_id_token_opens_nothing(api: Api, provider: Provider, what: str) -> None:
    ada = Person(api, provider)
    assert (await ada.log_in()).status == 200
    provider.issue = WRONG[what]
    answer = await ada.log_in()
    assert (answer.status, answer.json["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email_verified": "yes"}, {"email": ""}])
async def test_an_address_that_the_provider_has_not_verified_makes_no_account(api: Api, provider: Provider, claims: dict[str, Any]) -> None:
    answer = await Person(api, provider, **claims).log_in()
    assert (answer.status, answer.json["code"]) == (403, "address-not-verified")


async def test_an_address_never_opens_an_account_with_a_password(api: Api, provider: Provider) -> None:
    user = await api.caller()
    mallory = Person(api, provider, email=f"{user.name}@Example.org")
    answer = await mallory.log_in()
    assert (answer.status, answer.json["code"]) == (409, "account-exists")
    assert (await api.call("GET", "/auth/oidc/identities", by=user)).json == []


async def test_a_user_links_an_account_and_unlinks_it(api: Api, provider: Provider) -> None:
    user, other = await api.caller(), await api.caller()
    ada = Person(api, provider, email_verified=False)
    body = await ada.at_provider(await ada.begin(by=user))
    assert (await ada.finish(body)).status == 401, "a link is no login"
    body = await ada.at_provider(await ada.begin(by=user))
    assert (await api.call("POST", "/auth/oidc/university/link", body, by=other)).status == 401, "nor another user's"
    body = await ada.at_provider(await ada.begin(by=user))
    linked = await api.call("POST", "/auth/oidc/university/link", body, by=user)
    assert [identity["provider"] for identity in linked.json] == ["university"]
    assert (await ada.log_in()).json["user"]["id"] == user.id
    body = await ada.at_provider(await ada.begin(by=other))
    assert (await api.call("POST", "/auth/oidc/university/link", body, by=other)).status == 409
    assert (await api.call("DELETE", "/auth/oidc/university", by=user)).status == 204
    assert (await ada.log_in()).status == 403


async def test_a_stolen_access_token_links_nothing(api: Api, provider: Provider) -> None:
    """Its thief would log in with an account at the provider from then on, also after the owner has changed the password."""
    user, path = await api.caller(), "/auth/oidc/university/link/begin"
    assert (await api.call("POST", path, by=user)).status == 400
    answers = [await api.call("POST", path, {"password": f"guess {number}!"}, by=user) for number in range(7)]
    assert [answer.status for answer in answers] == [403] * 5 + [429] * 2
    assert answers[0].json["field"] == "password"


async def test_a_login_is_no_link(api: Api, provider: Provider) -> None:
    user, ada = await api.caller(), Person(api, provider)
    body = await ada.at_provider(await ada.begin())
    assert (await api.call("POST", "/auth/oidc/university/link", body, by=user)).status == 401


async def test_the_second_factor_is_asked_for_here_too(api: Api, provider: Provider) -> None:
    ada = Person(api, provider)
    first = (await ada.log_in()).json
    caller = Caller(first["access_token"], first["user"]["id"])
    assert (await api.call("POST", "/auth/second-factor", {"password": PASSWORD}, by=caller)).status == 403, "nobody knows its password"
    user = await api.caller()
    secret = (await api.made("/auth/second-factor", {"password": PASSWORD}, by=user))["secret"]
    await api.made("/auth/second-factor/confirm", {"code": pyotp.TOTP(secret).now()}, by=user)
    linked = Person(api, provider)
    body = await linked.at_provider(await linked.begin(by=user))
    assert (await api.call("POST", "/auth/oidc/university/link", body, by=user)).status == 200
    answer = await linked.log_in()
    assert (answer.status, answer.json["code"]) == (401, "second-factor-needed")


async def test_a_provider_may_be_for_accounts_that_exist(api: Api, provider: Provider) -> None:
    assert (await Person(api, provider).log_in("closed")).status == 403


@pytest.mark.parametrize("name", ["", "\u202eevil", "аdmin", "x" * 200, "  "])
async def test_any_name_at_a_provider_becomes_one_that_is_allowed_here(api: Api, provider: Provider, name: str) -> None:
    answer = await Person(api, provider, name=name, preferred_username="").log_in()
    assert answer.status == 200, answer.content
    assert 0 < len(answer.json["user"]["name"]) <= 60


async def test_a_name_that_is_taken_gets_a_number(api: Api, provider: Provider) -> None:
    user = await api.caller()
    answer = await Person(api, provider, name=user.name).log_in()
    assert answer.json["user"]["name"].startswith(f"{user.name} ")


async def test_a_provider_that_is_away_is_503(stores: Stores, tmp_path: Path) -> None:
    (tmp_path / "providers.toml").write_text('[gone]\nname = "Gone"\nissuer = "http://127.0.0.1:1"\nclient_id = "podium"\n')
    api = Api(stores.pool, stores.redis, stores.signer, oidc_providers=str(tmp_path / "providers.toml"), public_url=PUBLIC)
    await api.start()
    answer = await api.call("POST", "/auth/oidc/gone/begin")
    assert (answer.status, answer.json["detail"]) == (503, "Gone does not answer: try again")
    await api.close()
