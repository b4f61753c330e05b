"""Links in mails: a random token that is stored as a hash, good once and for a quarter of an hour."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Annotated, NamedTuple

import msgspec

from core_api.storage.unit_of_work import UnitOfWork
from realtime.security.addresses import network

VALID = timedelta(minutes=15)
HANDED_OUT = timedelta(hours=24)
"""How long a link is good that an administrator hands out: those of a day are not forgotten (`MAILS_WINDOW`)."""
MAILS, MAILS_WINDOW = 5, timedelta(days=1)
"""Mails of one kind that strangers can have sent to one mailbox."""
TOKEN_BYTES = 32
EVEN_SECONDS = 0.25
"""Time of an answer that must not tell whether an address has an account. Looking it up and writing a mail takes a few milliseconds."""
VERIFY_PATH = "/#/verify/"
FORGOT_PATH, RESET_PATH, CONFIRM_PATH = "/#/forgot-password", "/#/reset-password/", "/#/confirm-email/"
"""Of the page, behind a `#`: browsers send no such token to a server, and no log has it."""

LinkToken = Annotated[str, msgspec.Meta(min_length=16, max_length=128)]


class LinkSecret(NamedTuple):
    token: str
    """Stands in the mail, and nowhere else."""
    hash: bytes


def new() -> LinkSecret:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    return LinkSecret(token, hash_of(token))


def hash_of(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def minutes() -> str:
    """`VALID` as a mail says it."""
    return str(VALID // timedelta(minutes=1))


def told(now: datetime, address: str) -> dict[str, str]:
    """Values of mails that tell what was done to an account, from which network address."""
    return {"time": f"{now:%Y-%m-%d %H:%M}", "address": network(address), "link": FORGOT_PATH}


async def take_turn(work: UnitOfWork, mailbox: str) -> bool:
    """Before mails to a mailbox are counted. False: another request is writing it one now, and has not been counted yet.

    Nobody waits for the turn: how long that takes would tell whether the mailbox has an account.
    """
    return bool(await work.connection.fetchval("select pg_try_advisory_xact_lock(hashtextextended($1, 0))", f"mailbox:{mailbox}"))


@asynccontextmanager
async def even_time() -> AsyncIterator[None]:
    """Leaves the block after `EVEN_SECONDS`, whatever was done inside; an exception at once, because it is for everybody the same."""
    until = time.monotonic() + EVEN_SECONDS
    yield
    await asyncio.sleep(max(0.0, until - time.monotonic()))
