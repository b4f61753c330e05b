"""Decoding requests: errors name the field."""

from __future__ import annotations

from typing import Annotated

import msgspec
import pytest
from multidict import MultiDict

from core_api.router import idempotency
from core_api.router.binding import Query, malformed
from realtime.runtime.errors import Malformed


class Filter(msgspec.Struct):
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50
    after: str = ""
    deep: bool = False


class Body(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    filters: list[Filter] = []


def test_a_query_is_decoded_by_its_types() -> None:
    decode = Query(Filter).decode
    assert decode(MultiDict()) == Filter()
    assert decode(MultiDict(limit="7", after="x", deep="true")) == Filter(7, "x", True)


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ([("limit", "many")], "limit", "int"),
        ([("limit", "201")], "limit", "<= 200"),
        ([("limit", "1"), ("limit", "2")], "limit", "twice"),
        ([("limitt", "1")], "limitt", "did you mean limit?"),
        ([("colour", "1")], "colour", "no parameter"),
    ],
)
def test_what_is_wrong_in_a_query_is_named(given: list[tuple[str, str]], field: str, words: str) -> None:
    with pytest.raises(Malformed) as error:
        Query(Filter).decode(MultiDict(given))
    assert error.value.field == field
    assert words in error.value.message


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        (b'{"name": 1}', "name"),
        (b"{}", "name"),
        (b'{"name": "x", "nam": 1}', "nam"),
        (b'{"name": "x", "filters": [{}, {"limit": 0}]}', "filters[1].limit"),
        (b"[]", None),
    ],
)
def test_what_is_wrong_in_a_body_is_named(raw: bytes, field: str | None) -> None:
    with pytest.raises(msgspec.ValidationError) as error:
        msgspec.json.decode(raw, type=Body)
    assert malformed(error.value).field == field


def test_a_key_is_bound_to_method_path_and_body() -> None:
    key = idempotency.read("k", "POST", "/submissions", Body("x"))
    assert key is not None
    key.check(key.fingerprint)
    key.check(None)  # stored before keys had fingerprints
    for method, path, body in (("PUT", "/submissions", "x"), ("POST", "/contests/c/submissions", "x"), ("POST", "/submissions", "y")):
        other = idempotency.read("k", method, path, Body(body))
        assert other is not None
        with pytest.raises(idempotency.KeyReused) as error:
            other.check(key.fingerprint)
        assert (error.value.status, error.value.field) == (422, "Idempotency-Key")


@pytest.mark.parametrize("key", ["", "x" * 129])
def test_a_key_has_a_length(key: str) -> None:
    with pytest.raises(Malformed):
        idempotency.read(key, "POST", "/submissions", None)
    assert idempotency.read(None, "POST", "/submissions", None) is None
