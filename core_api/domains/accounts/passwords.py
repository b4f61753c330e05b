"""Password hashes (bcrypt), computed in a small pool of their own.

A hash of cost 12 takes a quarter of a second of a core on purpose. In the executor that the rest of the process uses, a hundred logins
at once would hold up everything for seconds; here they hold up each other, with a lower priority than all else, and those for which
there is no place are told to come back.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import bcrypt

from realtime.runtime.errors import Invalid, Unavailable

log = logging.getLogger(__name__)

T = TypeVar("T")
COST = 12
MIN_CHARACTERS, MAX_CHARACTERS = 8, 128
MAX_BYTES = 72
"""What bcrypt looks at: more would be cut off in silence."""
WAITING = 64
"""Hashes that may wait; at four a second and core, the last one waits some ten seconds."""
NICENESS = 15
"""The pool's threads yield to the event loop, and on a small machine to the judge."""


class Passwords:
    def __init__(self, cost: int = COST, threads: int | None = None, waiting: int = WAITING) -> None:
        """`threads`: hashes computed at once; None: one for each second core."""
        self._cost = cost
        self._waiting = waiting
        self._threads = threads or max(1, (os.cpu_count() or 1) // 2)
        self._pool = ThreadPoolExecutor(self._threads, "passwords", initializer=_yield_to_others)
        self._places = threading.BoundedSemaphore(self._threads + waiting)
        self._nobody = bcrypt.hashpw(b"", bcrypt.gensalt(cost))

    async def hash(self, password: str, cost: int | None = None) -> str:
        """`cost`: for a password of many random bits, less than for those that people choose. Raises `Unavailable` when too many wait."""
        return (await self._run(bcrypt.hashpw, password.encode()[:MAX_BYTES], bcrypt.gensalt(cost or self._cost))).decode()

    async def matches(self, password: str, hashed: str | None) -> bool:
        """Whether a password is the one of a hash. None: there is no such account, which takes the same time to say.

        Raises `Unavailable` when too many wait.
        """
        known = self._nobody if hashed is None else hashed.encode()
        return await self._run(bcrypt.checkpw, password.encode()[:MAX_BYTES], known) and hashed is not None

    def is_outdated(self, hashed: str) -> bool:
        """Whether a hash was made with another cost than that of now."""
        cost = hashed.split("$")[2:3]
        return cost != [f"{self._cost:02}"]

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def check_room(self) -> None:
        """Raises `Unavailable` when too many wait: before anything else is done for a login that would be refused in the end."""
        if not self._places.acquire(blocking=False):
            raise self._full()
        self._places.release()

    def _full(self) -> Unavailable:
        """Whoever is sent away comes back some time while those drain who wait now, not all together."""
        return Unavailable(
            "too many passwords are being checked: try again in a few seconds", retry_after=random.uniform(2, self._waiting / 3)
        )

    async def _run(self, work: Callable[[bytes, bytes], T], password: bytes, salt: bytes) -> T:
        if not self._places.acquire(blocking=False):
            raise self._full()
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work, password, salt)
        finally:
            self._places.release()


def check_strength(password: str) -> None:
    """Raises `Invalid` for a password that may not be chosen."""
    if not MIN_CHARACTERS <= len(password) <= MAX_CHARACTERS:
        raise Invalid(f"password must have {MIN_CHARACTERS} to {MAX_CHARACTERS} characters", field="password")
    if len(password.encode()) > MAX_BYTES:
        raise Invalid(f"password must have at most {MAX_BYTES} bytes", field="password")
    if not any(character.isdigit() for character in password) or password.isalnum():
        raise Invalid("password needs a digit and a special character", field="password")


def _yield_to_others() -> None:
    """Linux knows a priority for each thread. Elsewhere, or where it is forbidden, hashes are computed with that of all others."""
    if not sys.platform.startswith("linux"):
        return
    try:
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, max(NICENESS, os.getpriority(os.PRIO_PROCESS, thread)))
    except OSError as error:  # raised, it would break the pool, and nobody could log in
        log.warning("passwords are checked with the priority of everything else: %s", error)
