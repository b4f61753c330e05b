"""Request binding: path, query and body of a request decoded into a handler's arguments. What is wrong is named by its field."""

from __future__ import annotations

import difflib
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

import msgspec
from aiohttp import web
from multidict import MultiMapping

from core_api.router import values
from core_api.router.bodies import LARGE, Bodies, Place
from core_api.router.endpoint import JSON, Endpoint
from core_api.router.faults import malformed
from realtime.runtime.errors import Malformed

Q = TypeVar("Q", bound=msgspec.Struct)


class Query(Generic[Q]):
    """Decodes a query string into a struct."""

    def __init__(self, kind: type[Q]) -> None:
        self._kind = kind
        self._names = set(kind.__struct_encode_fields__)

    def decode(self, given: MultiMapping[str]) -> Q:
        """Raises `Malformed` for a name that is unknown or stands twice, and for a value that does not fit."""
        found: dict[str, str] = {}
        for name, value in given.items():
            if name not in self._names:
                raise unknown(name, self._names)
            if name in found:
                raise Malformed(f"the query has {name} twice", field=name)
            found[name] = values.checked(value, name)
        try:
            return msgspec.convert(found, self._kind, strict=False)
        except msgspec.ValidationError as error:
            raise malformed(error, found, self._kind, strict=False) from None


def unknown(name: str, names: set[str]) -> Malformed:
    near = difflib.get_close_matches(name, names, 1)
    return Malformed(f"the query has no parameter {name!r}" + (f"; did you mean {near[0]}?" if near else ""), field=name)


def _readable(raw: bytes | bytearray) -> object:
    """A body that does not fit its type, to name all that is wrong with it; UNSET for one that is large, or no plain JSON."""
    try:
        return msgspec.json.decode(raw) if len(raw) <= LARGE else msgspec.UNSET
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):  # what stands behind the first fault
        return msgspec.UNSET


def body_reader(endpoint: Endpoint, bodies: Bodies) -> Callable[[web.Request, Place], Awaitable[Any]]:
    """A function that reads and decodes the body of an endpoint that has one."""
    decode: Callable[[bytes | bytearray], Any]
    packed = endpoint.body_media_type != JSON
    decode = msgspec.msgpack.Decoder(endpoint.body).decode if packed else msgspec.json.Decoder(endpoint.body).decode

    async def body(request: web.Request, place: Place) -> Any:
        if endpoint.body_optional and not request.can_read_body:
            return None
        raw = await place.read(request, endpoint.body_limit)
        try:
            given = await bodies.decoded(raw, decode)
            if packed or values.suspect(raw):
                values.check_body(given)
            return given
        except msgspec.ValidationError as error:
            raise malformed(error, msgspec.UNSET if packed else _readable(raw), endpoint.body) from None
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Malformed(f"the body is not {endpoint.body_media_type}: {error}") from None
        except RecursionError:
            raise Malformed("the body is nested too deep") from None

    return body
