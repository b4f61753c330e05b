"""Mails as they are rendered: every template in every language, from one text."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from core_api.domains.notifications.rendering import FOLDER, Letter, Sender, render
from core_api.storage.mail import LANGUAGES, TEMPLATES, VALUES, Template
from realtime.runtime.errors import Damaged

SENDER = Sender("Contest <contest@example.org>", "https://contest.example.org/")
WRITTEN = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


def letter(template: str, language: str = "en", **values: str) -> Letter:
    return Letter("01kb", template, language, "ada@example.org", values, WRITTEN)


def rendered(made: Letter) -> EmailMessage:
    """As a mail program reads it."""
    read = message_from_bytes(render(made, SENDER).as_bytes(), EmailMessage, policy=default)
    assert not read.defects
    return read


def part(message: EmailMessage, subtype: str) -> str:
    body = message.get_body((subtype,))
    assert body is not None
    text: str = body.get_content()
    return text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_says_all_its_values_in_both_parts(template: Template, language: str) -> None:
    values = {name: f"/{name}" if name == "link" else f"{name} & <co>" for name in VALUES[template]}
    message = rendered(letter(template, language, **values))
    text, page = part(message, "plain"), part(message, "html")
    for name, value in values.items():
        expected = "https://contest.example.org/link" if name == "link" else value
        assert expected in text
        assert expected.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in page
    assert message["Content-Language"] == language
    assert message["Subject"] in page
    assert "$" not in text + page + message["Subject"]


def test_the_folder_has_every_template_and_no_other() -> None:
    files = {path.name for path in FOLDER.iterdir()}
    assert files == {f"{template}.{language}.txt" for template in TEMPLATES for language in LANGUAGES}
    for path in FOLDER.iterdir():
        text = path.read_text()
        assert re.match(r"Subject: [^\n$]+\n\n", text), path
        assert set(re.findall(r"\$(\w+)", text)) == VALUES[path.name.split(".")[0]], path  # type: ignore[index]


def test_the_same_mail_is_always_the_same_message() -> None:
    made = letter("reset-password", link="/reset/3f", minutes="15")
    assert render(made, SENDER)["Message-ID"] == render(made, SENDER)["Message-ID"] == "<01kb@example.org>"
    assert str(render(made, SENDER)["Date"]) == "Sat, 28 Nov 2026 12:00:00 +0000"


def test_a_language_without_templates_gets_english() -> None:
    assert rendered(letter("verify", "fr", link="/verify/1", minutes="15"))["Content-Language"] == "en"


def test_a_host_with_letters_beyond_ascii_is_written_in_ascii() -> None:
    made = letter("verify", link="/verify/1", minutes="15")._replace(to="ada@exämple.org")
    assert b"To: ada@xn--exmple-cua.org" in render(made, SENDER).as_bytes()


@pytest.mark.parametrize("name", ["nothing", "../verify", "", "verify.en.txt"])
def test_a_template_of_another_version_is_damaged(name: str) -> None:
    with pytest.raises(Damaged, match="template"):
        render(letter(name, link="/", minutes="1"), SENDER)
