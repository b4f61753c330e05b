"""OpenID Connect providers: what the file of the setting `oidc_providers` says of each.

[university]
name = "Example University"
issuer = "https://login.example.edu"
client_id = "podium"
client_secret_file = "/etc/podium/university.secret"
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import msgspec

from realtime.runtime.errors import BadSetting

SETTING = "oidc_providers"
ON_THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}
_ID = re.compile(r"[a-z0-9-]{1,40}")
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class _Given(msgspec.Struct, forbid_unknown_fields=True):
    """A table of the file."""

    name: Text
    issuer: Text
    client_id: Text
    client_secret_file: str = ""
    scopes: Text = "openid email profile"
    redirect_uri: str = ""
    create_accounts: bool = True


class Provider(msgspec.Struct, frozen=True):
    id: str
    """Name of its table, which stands in URLs."""
    name: str
    """For people."""
    issuer: str
    client_id: str
    client_secret: str
    """Empty: a public client, which PKCE alone protects."""
    scopes: str
    redirect_uri: str
    """The page that the provider sends people back to, as it is registered there."""
    create_accounts: bool
    """Whether somebody without an account gets one."""


def load_providers(file: str, public_url: str) -> dict[str, Provider]:
    """By their ids; empty without a file. Raises `BadSetting`."""
    if not file:
        return {}
    if not public_url:
        raise BadSetting("setting public_url is missing: providers send people back to it", field="public_url")
    try:
        tables = msgspec.convert(tomllib.loads(Path(file).read_text()), dict[str, _Given])
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise BadSetting(f"setting {SETTING}: {file}: {error}", field=SETTING) from None
    return {id: _provider(id, given, public_url.rstrip("/")) for id, given in tables.items()}


def check_address(url: str, what: str) -> None:
    """Raises `BadSetting` unless a URL is HTTPS, or of this machine."""
    parts = urlsplit(url)
    if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in ON_THIS_MACHINE)):
        raise BadSetting(f"setting {SETTING}: {what} must be an https URL, not {url!r}", field=SETTING)


def _provider(id: str, given: _Given, public_url: str) -> Provider:
    if not _ID.fullmatch(id):
        raise BadSetting(f"setting {SETTING}: the name {id!r} must have 1 to 40 of a-z, 0-9 and -", field=SETTING)
    if "openid" not in given.scopes.split():
        raise BadSetting(f"setting {SETTING}: scopes of {id} must have openid", field=SETTING)
    check_address(given.issuer, f"issuer of {id}")
    try:
        secret = Path(given.client_secret_file).read_text().strip() if given.client_secret_file else ""
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"setting {SETTING}: client_secret_file of {id}: {error}", field=SETTING) from None
    redirect_uri = given.redirect_uri or f"{public_url}/?sign-in={id}"
    return Provider(id, given.name, given.issuer.rstrip("/"), given.client_id, secret, given.scopes, redirect_uri, given.create_accounts)
