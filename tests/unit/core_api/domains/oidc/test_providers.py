"""The file of OpenID Connect providers."""

from __future__ import annotations

from pathlib import Path

import pytest

from core_api.domains.oidc.providers import load_providers
from realtime.runtime.errors import BadSetting

GOOD = '[uni]\nname = "University"\nissuer = "https://login.example.edu/"\nclient_id = "podium"\n'


def load(folder: Path, text: str, public_url: str = "https://contest.example.org/") -> object:
    file = folder / "providers.toml"
    file.write_text(text)
    return load_providers(str(file), public_url)


def test_a_provider_needs_four_lines(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(" s3cret\n")
    file = tmp_path / "providers.toml"
    file.write_text(GOOD + f'client_secret_file = "{tmp_path / "secret"}"\n')
    provider = load_providers(str(file), "https://contest.example.org/")["uni"]
    assert provider.redirect_uri == "https://contest.example.org/?sign-in=uni"
    assert (provider.issuer, provider.client_secret) == ("https://login.example.edu", "s3cret")
    assert load_providers("", "") == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[uni", "oidc_providers"),
        ("x = 1", "oidc_providers"),
        (GOOD.replace("issuer", "isuer"), "isuer"),
        (GOOD.replace("https://login", "http://login"), "https"),
        (GOOD.replace("[uni]", '["Uni/x"]'), "Uni/x"),
        (GOOD + 'scopes = "email"\n', "openid"),
        (GOOD + 'client_secret_file = "/nowhere"\n', "client_secret_file"),
        (GOOD + "extra = 1\n", "extra"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(BadSetting, match=words):
        load(tmp_path, text)


def test_links_need_an_address(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="public_url"):
        load(tmp_path, GOOD, "")
    with pytest.raises(BadSetting, match=r"providers\.toml"):
        load_providers(str(tmp_path / "providers.toml.gone"), "https://contest.example.org")
