"""The roles by name."""

from __future__ import annotations

from realtime.runtime.service import Starter


def starter(role: str) -> Starter:
    """Imported only when asked for: a role loads nothing of the others."""
    match role:
        case "api":
            from core_api.app import start
        case "engine":
            from contest_engine.app import start
        case "judge":
            from judge_workers.app import start
        case "gateway":
            from gateway.app import start
        case _:
            raise ValueError(role)
    return start


ROLES = ("gateway", "api", "engine", "judge")
