"""`/internal/v1`: building and running by other services, each as a step of its own. Only with the service token.

What was built or run is kept in memory, the newest `KEPT` of each: whoever needs it longer keeps it.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections import OrderedDict
from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from aiohttp import web

from judge_workers.evaluation.judge import Judge, source_program
from judge_workers.evaluation.results import Judgement
from judge_workers.languages import BY_ID
from judge_workers.worker.slots import Slots
from realtime.runtime import ids
from realtime.runtime.errors import Invalid, Malformed, NotFound, PodiumError, Unauthenticated, Unavailable
from realtime.storage.packages import Case, Package

log = logging.getLogger(__name__)

KEPT = 1000
WAITING = 200
"""Requests that may wait at once."""
MAX_BODY = 16 * 2**20
SHOWN = 256 * 1024
"""Bytes of a program's output that are answered."""
URGENCY = 0
T = TypeVar("T")


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    language: str
    source: Annotated[str, msgspec.Meta(max_length=1_000_000)]


class Limited(Source, frozen=True, forbid_unknown_fields=True, kw_only=True):
    time_limit: Annotated[float, msgspec.Meta(gt=0, le=60)] = 2.0
    """Seconds of CPU."""
    memory_limit: Annotated[int, msgspec.Meta(ge=16, le=4096)] = 256
    """MiB."""
    output_limit: Annotated[int, msgspec.Meta(ge=1, le=64)] = 8
    """MiB."""


class Execute(Limited, frozen=True, forbid_unknown_fields=True, kw_only=True):
    input: str = ""


class Example(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    input: str
    answer: str


class Check(Limited, frozen=True, forbid_unknown_fields=True, kw_only=True):
    tests: Annotated[tuple[Example, ...], msgspec.Meta(min_length=1, max_length=100)]
    run_all_tests: bool = False


class Build(msgspec.Struct):
    id: str
    state: str = "queued"
    """queued, building, built or failed."""
    log: str = ""


class Execution(msgspec.Struct):
    id: str
    state: str = "queued"
    """queued, running, done or failed."""
    verdict: str = ""
    """As for a submission; OK for a program that ended well: nobody looked at its output."""
    exit_code: int | None = None
    signal: int | None = None
    time: float = 0.0
    memory: int = 0
    output: str = ""
    error: str = ""
    log: str = ""
    """The compiler's, or why it failed."""


class Kept(Generic[T]):
    def __init__(self) -> None:
        self._held: OrderedDict[str, T] = OrderedDict()

    def add(self, id: str, one: T) -> T:
        self._held[id] = one
        while len(self._held) > KEPT:
            self._held.popitem(last=False)
        return one

    def get(self, id: str) -> T:
        """Raises `NotFound`."""
        if id not in self._held:
            raise NotFound(f"there is no {id!r} here, or it is too long ago", field="id")
        return self._held[id]


class Internal:
    def __init__(self, slots: Slots[Judge], languages: Callable[[], Any], token: str) -> None:
        """`languages`: those of the sandbox, by id."""
        self._slots = slots
        self._languages = languages
        self._token = token
        self._builds: Kept[Build] = Kept()
        self._executions: Kept[Execution] = Kept()
        self._busy: set[asyncio.Task[None]] = set()

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self._guard], client_max_size=MAX_BODY)
        app.router.add_post("/build", self._build)
        app.router.add_post("/build/validate", self._validate)
        app.router.add_get("/build/{id}/status", self._build_status)
        app.router.add_get("/build/{id}/logs", self._build_logs)
        app.router.add_post("/execute", self._execute)
        app.router.add_post("/execute/test", self._test)
        app.router.add_get("/execute/{id}/status", self._execute_status)
        app.router.add_get("/execute/{id}/result", self._execute_result)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        try:
            scheme, _, given = request.headers.get("Authorization", "").partition(" ")
            if not self._token or scheme.lower() != "bearer" or not hmac.compare_digest(given.encode(), self._token.encode()):
                raise Unauthenticated("this needs the service token")
            found: web.StreamResponse = await handler(request)
            return found
        except PodiumError as error:
            return web.json_response(error.problem(), status=error.status)

    async def _build(self, request: web.Request) -> web.Response:
        wanted = await _body(request, Source)
        self._check(wanted)
        build = self._builds.add(id := ids.new(), Build(id))

        def work() -> None:
            with self._slots.one(URGENCY) as judge:
                build.state = "building"
                made = judge.build(source_program(wanted.language, wanted.source.encode()), _package(wanted))
                build.state, build.log = ("built" if made.files is not None else "failed"), made.log

        self._start(work, build)
        return _reply({"id": id, "state": build.state}, 202)

    async def _validate(self, request: web.Request) -> web.Response:
        wanted = await _body(request, Source)
        try:
            self._check(wanted)
            source_program(wanted.language, wanted.source.encode())
        except Invalid as error:
            return _reply({"valid": False, "reason": error.message, "field": error.field})
        return _reply({"valid": True})

    async def _build_status(self, request: web.Request) -> web.Response:
        build = self._builds.get(request.match_info["id"])
        return _reply({"id": build.id, "state": build.state})

    async def _build_logs(self, request: web.Request) -> web.Response:
        build = self._builds.get(request.match_info["id"])
        return _reply({"id": build.id, "log": build.log})

    async def _execute(self, request: web.Request) -> web.Response:
        wanted = await _body(request, Execute)
        self._check(wanted)
        execution = self._executions.add(id := ids.new(), Execution(id))

        def work() -> None:
            with self._slots.one(URGENCY) as judge:
                execution.state = "running"
                program = source_program(wanted.language, wanted.source.encode())
                ran = judge.execute(program, _package(wanted), wanted.input.encode())
                result = ran.result
                execution.verdict, execution.log = result.verdict, ran.compile_log
                execution.exit_code, execution.signal = result.exit_code, result.signal
                execution.time, execution.memory = result.cpu, result.memory
                execution.output, execution.error = _text(ran.output), _text(ran.error)
                execution.state = "done"

        self._start(work, execution)
        return _reply({"id": id, "state": execution.state}, 202)

    async def _execute_status(self, request: web.Request) -> web.Response:
        execution = self._executions.get(request.match_info["id"])
        return _reply({"id": execution.id, "state": execution.state})

    async def _execute_result(self, request: web.Request) -> web.Response:
        return _reply(self._executions.get(request.match_info["id"]))

    async def _test(self, request: web.Request) -> web.Response:
        """Runs tests, and answers when they are done."""
        wanted = await _body(request, Check)
        self._check(wanted)
        tests = tuple(Case(one.input.encode(), one.answer.encode(), sample=True) for one in wanted.tests)

        def work() -> Judgement:
            with self._slots.one(URGENCY) as judge:
                return judge.judge(
                    source_program(wanted.language, wanted.source.encode()), _package(wanted, tests), run_all_tests=wanted.run_all_tests
                )

        return _reply(await asyncio.to_thread(work))

    def _check(self, wanted: Source) -> None:
        if wanted.language not in BY_ID or wanted.language not in self._languages():
            raise Invalid(f"this judge has no language {wanted.language!r}", field="language")
        if len(self._busy) >= WAITING:
            raise Unavailable("too much waits already", retry_after=2)

    def _start(self, work: Callable[[], None], about: Build | Execution) -> None:
        async def run() -> None:
            try:
                await asyncio.to_thread(work)
            except Exception as error:
                log.exception("a request of another service failed")
                about.state, about.log = "failed", f"the judge failed: {type(error).__name__}"

        task = asyncio.create_task(run())
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)


def _package(wanted: Source, tests: tuple[Case, ...] = ()) -> Package:
    limits = wanted if isinstance(wanted, Limited) else Limited(language=wanted.language, source="")
    memory, output = limits.memory_limit * 2**20, limits.output_limit * 2**20
    return Package("internal", 1, round(limits.time_limit * 1000), memory, output, "tokens", 0.0, "", tests)


async def _body(request: web.Request, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(await request.read(), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed(str(error)) from None


def _reply(body: Any, status: int = 200) -> web.Response:
    return web.Response(body=msgspec.json.encode(body), status=status, content_type="application/json")


def _text(said: bytes) -> str:
    return said[:SHOWN].decode(errors="replace")
