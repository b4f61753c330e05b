"""A real OpenID Connect provider for tests (oidc-provider-mock): it holds logins to PKCE, and can be made to issue wrong ID tokens."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import flask
import oidc_provider_mock
import werkzeug.serving
from joserfc import jwt
from joserfc.jwk import RSAKey

Claims = dict[str, Any]
Issue = Callable[[Claims, RSAKey], str]
"""Makes an ID token of the right claims and the provider's key."""


def right(claims: Claims, key: RSAKey) -> str:
    return jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)


class Provider:
    def __init__(self) -> None:
        self.issue: Issue = right
        self.url = ""
        self.unchecked = 0
        """Codes that were exchanged without the right verifier."""
        self._challenges: dict[str, str] = {}
        self._app = oidc_provider_mock.app(require_nonce=True)
        self._app.before_request(self._check_verifier)
        self._app.after_request(self._after)

    @contextmanager
    def running(self) -> Iterator[None]:
        server = werkzeug.serving.make_server("localhost", 0, self._app, threaded=True)
        self.url = f"http://localhost:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def user(self, sub: str, **claims: Any) -> None:
        """Somebody with an account at the provider."""
        request = urllib.request.Request(
            f"{self.url}/users/{sub}", json.dumps(claims).encode(), {"Content-Type": "application/json"}, method="PUT"
        )
        urllib.request.urlopen(request).close()

    def log_in(self, authorization_url: str, sub: str) -> dict[str, str]:
        """What the browser comes back with: the parameters of the redirect."""
        request = urllib.request.Request(authorization_url, urllib.parse.urlencode({"sub": sub}).encode(), method="POST")
        try:
            urllib.request.build_opener(_NoRedirects).open(request)
        except urllib.error.HTTPError as error:
            location = error.headers["Location"]
            error.close()
            return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query))
        raise AssertionError("the provider sent nobody back")

    def _check_verifier(self) -> flask.Response | None:
        if flask.request.path != "/oauth2/token":
            return None
        form = flask.request.form
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != self._challenges.pop(form["code"], None):
            self.unchecked += 1
            return flask.make_response({"error": "invalid_grant"}, 400)
        return None

    def _after(self, response: flask.Response) -> flask.Response:
        if flask.request.path == "/oauth2/authorize" and "Location" in response.headers:
            query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(response.headers["Location"]).query))
            if "code" in query and flask.request.args.get("code_challenge_method") == "S256":
                self._challenges[query["code"]] = flask.request.args["code_challenge"]
        if flask.request.path == "/oauth2/token" and response.status_code == 200:
            content = json.loads(response.get_data())
            payload = content["id_token"].split(".")[1]
            claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
            key = RSAKey.import_key(flask.g.oidc_provider_mock_storage.jwk.as_dict(is_private=True))
            response.set_data(json.dumps({**content, "id_token": self.issue(claims, key)}))
        return response


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None
