"""Decoding requests: errors name the field."""

from __future__ import annotations

from typing import Annotated

import msgspec
import pytest
from multidict import MultiDict

from core_api.router import binding, idempotency
from core_api.router.binding import Query
from core_api.router.faults import MOST, malformed
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


class Part(msgspec.Struct):
    size: Annotated[int, msgspec.Meta(ge=1)]
    name: str = ""


class Form(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    count: int
    part: Part
    other: Part | None = None
    parts: tuple[Part, ...] = ()


def test_all_fields_that_are_wrong_are_named_at_once() -> None:
    raw = b'{"count": "x", "part": {"size": 0, "name": 1}, "other": {}, "parts": [{"size": 1}, {"size": 0}], "more": 1}'
    with pytest.raises(msgspec.ValidationError) as error:
        msgspec.json.decode(raw, type=Form)
    said = malformed(error.value, msgspec.json.decode(raw), Form)
    assert [fault.field for fault in said.faults] == ["id", "count", "part.size", "part.name", "other.size", "parts[1].size", "more"]
    assert said.field in {fault.field for fault in said.faults}
    assert said.problem()["errors"] == [fault._asdict() for fault in said.faults]


@pytest.mark.parametrize("raw", [b"[" * 5000, b'{"id": ' * 5000, b'{"id": ' + b"9" * 5000 + b"}", b'{"count": "x", "id": "\xff"}'])
def test_a_body_that_cannot_be_read_again_is_refused_by_its_first_fault(raw: bytes) -> None:
    assert binding._readable(raw) is msgspec.UNSET


def test_all_parameters_of_a_query_that_are_wrong_are_named_at_once() -> None:
    with pytest.raises(Malformed) as error:
        Query(Filter).decode(MultiDict(limit="0", deep="perhaps"))
    assert [fault.field for fault in error.value.faults] == ["limit", "deep"]


def test_no_more_faults_are_named_than_a_form_can_show() -> None:
    wrong = {f"field{number}": 1 for number in range(10_000)}
    with pytest.raises(msgspec.ValidationError) as error:
        msgspec.convert(wrong, Form)
    assert len(malformed(error.value, wrong, Form).faults) == MOST


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
