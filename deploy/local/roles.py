"""The roles: processes that together make a platform. A new role is a new row of `ROLES`."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, NamedTuple, cast

from realtime.runtime import settings

if TYPE_CHECKING:
    from realtime.runtime.service import Starter


class Role(NamedTuple):
    """`module`: its `start` is the role's `Starter`; imported only when the role runs, so that a role loads nothing of the others."""

    module: str
    does: str


ROLES = {
    "gateway": Role("gateway.app", "viewers: the page, Socket.IO, WebSocket; hands REST on to api"),
    "api": Role("core_api.app", "REST"),
    "worker": Role("core_api.workers.app", "jobs that run once: delivers the outbox, indexes verdicts, finds lost requests"),
    "engine": Role("contest_engine.app", "scores contests and publishes their boards"),
    "history": Role("contest_engine.history.app", "answers questions about boards of the past"),
    "judge": Role("judge_workers.app", "compiles and runs submissions in a sandbox"),
}
"""`podium up` starts one process of each, or as many as `--scale` says; `podium run` one."""
SCALABLE = tuple(role for role in ROLES if role != "judge")
"""Of which one machine can have several: gateways share a port and so do apis, the others share their work. One judge uses all cores."""


def run(name: str) -> int:
    """Runs a role in this process until SIGTERM or SIGINT, with the settings of the environment. Returns the exit code."""
    from realtime.runtime import service  # the command line, which shows the table above, does without it

    start = cast("Starter", importlib.import_module(ROLES[name].module).start)
    return service.run(name, settings.load(), start)
