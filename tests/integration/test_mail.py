"""Mails from the unit of work to a real SMTP server, through outbox, Redis and the role `worker`, with refusals and kills."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from core_api.domains.notifications.store import Mails
from core_api.storage import mail, unit_of_work
from core_api.storage.mail import Mail
from core_api.storage.pool import Pool
from core_api.workers.mail_sweeper import MailSweeper
from realtime.security.vault import Vault
from realtime.storage.dramatiq_mail_queue import DramatiqMailQueue
from tests.conftest import ROOT, Servers, eventually
from tests.integration.smtp_server import Inbox, smtp_server
from tests.logs import SECRET_KEY
from tests.workers import free_port

VALUES = {"link": "/verify/3f", "minutes": "15"}


class Worker:
    """The role `worker` on a database of this test."""

    def __init__(self, servers: Servers, database: str, port: int, log: Path) -> None:
        self.log = log
        self._env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PODIUM_")},
            "PYTHONPATH": str(ROOT),
            "PODIUM_POSTGRES_URL": database,
            "PODIUM_REDIS_URL": servers.redis,
            "PODIUM_NATS_URL": servers.nats,
            "PODIUM_MONGO_URL": servers.mongo,
            "PODIUM_SECRET_KEY": SECRET_KEY,
            "PODIUM_PUBLIC_URL": "https://contest.example.org",
            "PODIUM_SMTP_URL": f"smtp://127.0.0.1:{port}",
            "PODIUM_MAIL_FROM": "Podium <podium@example.org>",
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "deploy", "run", "worker"]
            self._process = subprocess.Popen(command, cwd=ROOT, env=self._env, stdout=log, stderr=log)

    def kill(self) -> None:
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.wait()


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def worker(servers: Servers, database_url: str, pool: Pool, port: int, tmp_path: Path) -> Iterator[Worker]:
    mail.seal_with(Vault(SECRET_KEY))
    made = Worker(servers, database_url, port, tmp_path / "worker.log")
    made.start()
    yield made
    made.kill()


@pytest.fixture
def running(inbox: Inbox, port: int) -> Iterator[None]:
    server = smtp_server(inbox, port)
    server.start()
    yield
    server.stop()


async def send(pool: Pool, to: str) -> None:
    async with unit_of_work.begin(pool) as work:
        work.mail(Mail("verify", to, language="de", values=VALUES))


async def states(pool: Pool) -> list[tuple[str, int]]:
    return [(row["state"], row["tries"]) for row in await pool.fetch("select state, tries from mails order by id")]


async def reached(pool: Pool, *expected: tuple[str, int]) -> None:
    async def look() -> bool:
        return await states(pool) == list(expected)

    await eventually(look, 60)


@pytest.mark.usefixtures("running")
async def test_a_mail_is_delivered_and_its_content_deleted(pool: Pool, worker: Worker, inbox: Inbox) -> None:
    await send(pool, "ada@example.org")
    await reached(pool, ("sent", 1))
    [got] = inbox.messages
    assert got["To"] == "ada@example.org"
    body = got.get_body(("plain",))
    assert body is not None
    assert "https://contest.example.org/verify/3f" in body.get_content()
    assert await pool.fetchval("select count(*) from mails where values_sealed is not null") == 0
    assert "ada@example.org" not in worker.log.read_text()
    assert "/verify/3f" not in worker.log.read_text()


@pytest.mark.usefixtures("running", "worker")
async def test_a_refused_recipient_is_a_dead_letter_at_once_and_can_be_sent_again(pool: Pool, inbox: Inbox) -> None:
    await send(pool, "no-such-user@example.org")
    await reached(pool, ("failed", 1))
    assert inbox.tries == 1
    mails = Mails(pool, Vault(SECRET_KEY))
    [letter] = await mails.dead()
    assert "550 5.1.1 <<e-mail>>: no such user" in letter.error, "the server repeats the address, the table does not"
    async with unit_of_work.begin(pool) as work:
        await mails.send_again(work, letter.id)
    await reached(pool, ("failed", 1))
    assert inbox.tries == 2


@pytest.mark.usefixtures("running", "worker")
async def test_a_busy_server_is_tried_again_after_one_and_four_seconds(pool: Pool, inbox: Inbox) -> None:
    inbox.busy = 2
    began = time.monotonic()
    await send(pool, "busy@example.org")
    await reached(pool, ("sent", 3))
    assert time.monotonic() - began >= 5
    assert len(inbox.messages) == 1


@pytest.mark.usefixtures("worker")
async def test_mails_wait_for_a_server_that_refuses_connections(pool: Pool, inbox: Inbox, port: int) -> None:
    await send(pool, "ada@example.org")
    await reached(pool, ("queued", 1))
    server = smtp_server(inbox, port)
    server.start()
    try:
        await reached(pool, ("sent", 2))
    finally:
        server.stop()
    assert len(inbox.messages) == 1


@pytest.mark.usefixtures("worker")
async def test_after_four_tries_a_mail_is_given_up(pool: Pool, inbox: Inbox) -> None:
    await send(pool, "ada@example.org")
    await reached(pool, ("failed", 4))
    assert not inbox.messages


@pytest.mark.usefixtures("running")
async def test_a_worker_killed_before_it_notes_that_a_mail_was_taken_sends_it_at_most_twice(
    pool: Pool, worker: Worker, inbox: Inbox
) -> None:
    killed: list[bool] = []

    def kill() -> None:
        if not killed:
            killed.append(True)
            worker.kill()

    inbox.before_answer = kill
    await send(pool, "ada@example.org")
    await eventually(lambda: killed, 30)
    assert await states(pool) == [("queued", 0)]
    worker.start()
    await reached(pool, ("sent", 1))
    assert len(inbox.messages) == 2
    assert len({message["Message-ID"] for message in inbox.messages}) == 1


@pytest.mark.usefixtures("running", "worker")
async def test_a_mail_that_redis_lost_is_found_by_the_sweeper(pool: Pool, servers: Servers, inbox: Inbox) -> None:
    await send(pool, "ada@example.org")
    await reached(pool, ("sent", 1))
    values = Vault(SECRET_KEY).seal("mail", (await pool.fetchval("select id from mails"),), msgspec.json.encode(VALUES))
    async with unit_of_work.begin(pool) as work:
        await work.connection.execute(
            "update mails set state = 'queued', values_sealed = $1, changed_at = now() - interval '2 minutes'", values
        )
    queue = DramatiqMailQueue(servers.redis)
    try:
        assert await MailSweeper(pool, Mails(pool, Vault(SECRET_KEY)), queue).sweep() == 1
        await reached(pool, ("sent", 2))
    finally:
        await queue.close()
    assert len(inbox.messages) == 2
