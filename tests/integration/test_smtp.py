"""The SMTP transport against a real server: STARTTLS, login, refusals."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from core_api.domains.notifications.rendering import Letter, Sender, render
from core_api.domains.notifications.transports.smtp import NobodyThere, Refused, Server, SmtpTransport
from realtime.runtime.errors import BadSetting, Unavailable
from tests.integration.smtp_server import Inbox, smtp_server
from tests.workers import free_port

SENDER = Sender("podium@example.org", "https://contest.example.org")


async def send(url: str, to: str = "ada@example.org") -> None:
    letter = Letter("01kb", "verify", "de", to, {"link": "/verify/1", "minutes": "15"}, datetime.now(UTC))
    await SmtpTransport(url).send(render(letter, SENDER), letter)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of localhost, signed by itself; key and certificate in one file."""
    key, now = generate_private_key(65537, 2048), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + made.public_bytes(Encoding.PEM))
    return file


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def guarded(inbox: Inbox, certificate: Path) -> Iterator[int]:
    """The port of a server that wants STARTTLS and a login."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    server = smtp_server(inbox, free_port(), tls, b"p@ss word")
    server.start()
    yield server.port
    server.stop()


async def test_a_mail_goes_over_starttls_with_a_login(guarded: int, inbox: Inbox, certificate: Path) -> None:
    url = f"smtp://podium:p%40ss%20word@localhost:{guarded}?starttls=yes&ca={certificate}"
    await send(url)
    [got] = inbox.messages
    assert got["Message-ID"] == "<01kb@example.org>"
    assert got["Subject"] == "Bestätigen Sie Ihre E-Mail-Adresse"


async def test_a_certificate_that_nobody_knows_gets_no_mail_and_no_password(guarded: int, inbox: Inbox) -> None:
    with pytest.raises(Unavailable):
        await send(f"smtp://podium:p%40ss%20word@localhost:{guarded}?starttls=yes")
    assert not inbox.messages


async def test_a_wrong_password_is_a_fault_of_the_settings_and_the_mail_waits(guarded: int, certificate: Path) -> None:
    with pytest.raises(Unavailable, match="535"):
        await send(f"smtp://podium:wrong@localhost:{guarded}?starttls=yes&ca={certificate}")


async def test_a_server_without_starttls_gets_nothing_where_it_is_wanted(inbox: Inbox) -> None:
    server = smtp_server(inbox, free_port())
    server.start()
    try:
        with pytest.raises(Unavailable):
            await send(f"smtp://127.0.0.1:{server.port}?starttls=yes")
        assert not inbox.messages
        await send(f"smtp://127.0.0.1:{server.port}")
        assert len(inbox.messages) == 1
        with pytest.raises(Refused, match="no such user"):
            await send(f"smtp://127.0.0.1:{server.port}", "no-such-user@example.org")
        inbox.busy = 1
        with pytest.raises(Unavailable, match="451"):
            await send(f"smtp://127.0.0.1:{server.port}", "busy@example.org")
    finally:
        server.stop()


@pytest.mark.parametrize("to", ["team1@hall.invalid", "admin@podium.localhost"])
async def test_no_server_is_asked_to_reach_nobody(to: str) -> None:
    with pytest.raises(NobodyThere):
        await send("smtp://127.0.0.1:1", to)


def test_encryption_is_asked_for_unless_the_server_is_on_this_machine() -> None:
    assert Server.parse("smtp://u:p%3A@mail.example.org") == Server("mail.example.org", 587, "u", "p:", False, True, "")
    assert Server.parse("smtps://mail.example.org:4650?ca=/x") == Server("mail.example.org", 4650, "", "", True, False, "/x")
    assert not Server.parse("smtp://localhost:25").starttls
    assert not Server.parse("smtp://mail.example.org?starttls=no").starttls


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org",
        "http://mail.example.org",
        "smtp://",
        "smtp://h:x",
        "smtp://h?tls=1",
        "smtp://h?starttls=maybe",
        "smtp://u:secret@h?x=1",
    ],
)
def test_a_wrong_url_is_named_without_its_password(url: str) -> None:
    with pytest.raises(BadSetting, match="smtp_url") as caught:
        Server.parse(url)
    assert "secret" not in caught.value.message
