"""The endpoints of `/internal/v1`. Only with the service token.

What was built or run is kept in memory, the newest `KEPT` of each. All work, of every endpoint, counts towards one bound: `WAITING`.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections import OrderedDict
from collections.abc import Callable, Container
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, TypeVar

import msgspec
from aiohttp import web

from judge_workers.evaluation.judge import Judge
from judge_workers.evaluation.results import Executed
from judge_workers.internal_api.models import Build, Check, Execute, Execution, Limited, Source
from judge_workers.languages.programs import from_source
from judge_workers.worker.slots import Slots
from realtime.runtime import ids
from realtime.runtime.errors import Invalid, Malformed, NotFound, PodiumError, Unauthenticated, Unavailable
from realtime.storage.judgements import Judgement
from realtime.storage.packages import Case

log = logging.getLogger(__name__)

KEPT = 1000
WAITING = 200
"""Requests that may run or wait for a slot at once; the next one is told to come back."""
RETRY_SECONDS = 2
MAX_BODY = 16 * 2**20
SHOWN = 256 * 1024
"""Bytes of a program's output that are answered."""
URGENCY = 0
"""Somebody waits for the answer: as urgent as a submission in a contest."""
T = TypeVar("T")


class Kept(Generic[T]):
    """The newest `KEPT` results by id."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, T] = OrderedDict()

    def add(self, id: str, value: T) -> T:
        self._held[id] = value
        while len(self._held) > KEPT:
            self._held.popitem(last=False)
        return value

    def get(self, id: str) -> T:
        """Raises `NotFound`."""
        if id not in self._held:
            raise NotFound(f"there is no {id!r} here, or it is too long ago", field="id")
        return self._held[id]


class InternalApi:
    def __init__(self, slots: Slots[Judge], languages: Callable[[], Container[str]], token: str) -> None:
        """`languages`: ids of those that the sandbox has."""
        self._slots = slots
        self._languages = languages
        self._token = token
        self._builds: Kept[Build] = Kept()
        self._executions: Kept[Execution] = Kept()
        self._busy: set[asyncio.Task[Any]] = set()
        # threads of its own: those that wait for a slot must not keep the role's other work from a thread
        self._threads = ThreadPoolExecutor(max(1, slots.total), thread_name_prefix="internal-api")

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
        app.on_cleanup.append(self._close)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Any) -> web.StreamResponse:
        try:
            scheme, _, given = request.headers.get("Authorization", "").partition(" ")
            if not self._token or scheme.lower() != "bearer" or not hmac.compare_digest(given.encode(), self._token.encode()):
                raise Unauthenticated("this needs the service token")
            response: web.StreamResponse = await handler(request)
            return response
        except PodiumError as error:
            headers = {} if error.retry_after is None else {"Retry-After": f"{error.retry_after:.0f}"}
            return web.json_response(error.problem(), status=error.status, headers=headers)

    async def _build(self, request: web.Request) -> web.Response:
        wanted = await _body(request, Source)
        self._check_language(wanted)
        build = Build(ids.new())

        def work() -> None:
            with self._slots.take(URGENCY) as judge:
                build.state = "building"
                made = judge.build(from_source(wanted.language, wanted.source.encode()), _DEFAULT_LIMITS.package())
                build.state, build.log = ("built" if made.files is not None else "failed"), made.log

        self._start(_reporting(work, build))
        self._builds.add(build.id, build)
        return _reply({"id": build.id, "state": build.state}, 202)

    async def _validate(self, request: web.Request) -> web.Response:
        """Whether a build would be tried; nothing is compiled."""
        wanted = await _body(request, Source)
        try:
            self._check_language(wanted)
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
        self._check_language(wanted)
        execution = Execution(ids.new())

        def work() -> None:
            with self._slots.take(URGENCY) as judge:
                execution.state = "running"
                program = from_source(wanted.language, wanted.source.encode())
                _fill(execution, judge.execute(program, wanted.package(), wanted.input.encode()))

        self._start(_reporting(work, execution))
        self._executions.add(execution.id, execution)
        return _reply({"id": execution.id, "state": execution.state}, 202)

    async def _execute_status(self, request: web.Request) -> web.Response:
        execution = self._executions.get(request.match_info["id"])
        return _reply({"id": execution.id, "state": execution.state})

    async def _execute_result(self, request: web.Request) -> web.Response:
        return _reply(self._executions.get(request.match_info["id"]))

    async def _test(self, request: web.Request) -> web.Response:
        """Runs tests, and answers when they are done."""
        wanted = await _body(request, Check)
        self._check_language(wanted)
        tests = tuple(Case(test.input.encode(), test.answer.encode(), sample=True) for test in wanted.tests)

        def work() -> Judgement:
            with self._slots.take(URGENCY) as judge:
                program = from_source(wanted.language, wanted.source.encode())
                return judge.judge(program, wanted.package(tests), run_all_tests=wanted.run_all_tests)

        # a client that goes away ends the wait, not the work: that holds its place until it is done
        return _reply(await asyncio.shield(self._start(work)))

    def _check_language(self, wanted: Source) -> None:
        if wanted.language not in self._languages():
            raise Invalid(f"this judge has no language {wanted.language!r}", field="language")

    def _start(self, work: Callable[[], T]) -> asyncio.Task[T]:
        """The only way to a thread. Raises `Unavailable` when too much is under way."""
        if len(self._busy) >= WAITING:
            raise Unavailable("too much waits already", retry_after=RETRY_SECONDS)

        async def run() -> T:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)

        task = asyncio.create_task(run())
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)
        return task

    async def _close(self, _: web.Application) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


_DEFAULT_LIMITS = Limited(language="", source="")
"""For builds, which are not run: a compiler has limits of its own."""


def _reporting(work: Callable[[], None], about: Build | Execution) -> Callable[[], None]:
    """Nobody awaits this work: what goes wrong is written where its caller will look."""

    def run() -> None:
        try:
            work()
        except Exception as error:
            log.exception("a request of another service failed")
            about.state, about.log = "failed", f"the judge failed: {type(error).__name__}"

    return run


def _fill(execution: Execution, ran: Executed) -> None:
    result = ran.result
    execution.verdict, execution.log = result.verdict, ran.compile_log
    execution.exit_code, execution.signal = result.exit_code, result.signal
    execution.time, execution.memory = result.cpu, result.memory
    execution.output, execution.error = _text(ran.output), _text(ran.error)
    execution.state = "done"


async def _body(request: web.Request, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(await request.read(), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed(str(error)) from None


def _reply(body: Any, status: int = 200) -> web.Response:
    return web.Response(body=msgspec.json.encode(body), status=status, content_type="application/json")


def _text(said: bytes) -> str:
    return said[:SHOWN].decode(errors="replace")
