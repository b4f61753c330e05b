"""Rendering of mails: a template and values to an RFC 5322 message with a plain text and an HTML part, both made of one text.

A template is `templates/<name>.<language>.txt`: `Subject: …`, an empty line, then paragraphs with `$name` for a value. In HTML a paragraph
that is a link becomes one, all else is escaped. Values that people choose, such as names, are changed so that no mail program shows a link.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Mapping
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from string import Template
from typing import NamedTuple

from core_api.storage.mail import CHOSEN, LANGUAGES
from realtime.runtime.errors import Damaged, Invalid

FOLDER = Path(__file__).parent / "templates"
LINK = "link"
DEFAULT_LANGUAGE = LANGUAGES[0]
_HEADERS = SMTP.clone(cte_type="7bit")
"""Bodies pass servers that know ASCII only."""
_LIKE_LINK = re.compile(r"(?<=\w)([.:@/])(?=[\w/])")
_WORD_JOINER = "\u2060"
"""Shows nothing and breaks no line: behind a dot, mail programs see no host name any more."""
_NAME = re.compile(r"[\w-]{1,40}")
_PAGE = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>
<body>
{body}
</body></html>
"""


class Sender(NamedTuple):
    """Who the mails come from, and where their links lead."""

    address: str
    """The setting `mail_from`: an address, or `Name <address>`."""
    public_url: str


class Letter(NamedTuple):
    """A mail that is to be rendered."""

    id: str
    template: str
    language: str
    """Of the recipient; English stands in for one without a template."""
    to: str
    values: Mapping[str, str]
    written: datetime
    user: str | None = None
    """None: nobody with an account."""


def render(letter: Letter, sender: Sender) -> EmailMessage:
    """The message; rendered again, it is the same message, with the same Message-ID.

    Raises `Damaged` for a template that this version does not have, `Invalid` for an address that is none.
    """
    text, language = _template(letter.template, letter.language)
    subject, _, body = text.removeprefix("Subject: ").partition("\n\n")
    values = {name: _without_links(value) if name in CHOSEN else value for name, value in letter.values.items()}
    if LINK in letter.values:
        values[LINK] = sender.public_url.rstrip("/") + letter.values[LINK]
    try:
        plain = Template(body).substitute(values)
        page = _PAGE.format(language=language, title=html.escape(subject), body=_html(body, values))
    except KeyError as error:
        raise Damaged(f"a mail of the template {letter.template} has no value {error}") from None
    origin, recipient = address(sender.address, "mail_from"), address(letter.to, "to")
    message = EmailMessage(_HEADERS)
    message["From"] = origin
    message["To"] = recipient
    message["Subject"] = subject
    message["Date"] = format_datetime(letter.written)
    message["Message-ID"] = f"<{letter.id}@{origin.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office replies
    message.set_content(plain)
    message.add_alternative(page, subtype="html")
    message["Content-Language"] = language
    return message


def address(text: str, field: str) -> Address:
    """`name@host`, or `Display name <name@host>`; letters beyond ASCII may stand in the host. Raises `Invalid` naming the field."""
    display, _, spec = text.removesuffix(">").rpartition("<") if text.endswith(">") else ("", "", text)
    local, _, domain = spec.strip().rpartition("@")
    try:
        found = Address(display.strip().strip('"'), addr_spec=f"{local}@{domain.encode('idna').decode()}")
    except (ValueError, IndexError, MessageError) as error:
        raise Invalid(f"{field} is no e-mail address: {error}", field=field) from None
    if not found.username or not found.domain:
        raise Invalid(f"{field} is no e-mail address", field=field)
    return found


@functools.lru_cache(64)
def _template(name: str, language: str) -> tuple[str, str]:
    for found in (language, DEFAULT_LANGUAGE):
        path = FOLDER / f"{name}.{found}.txt"
        if _NAME.fullmatch(name) and found in LANGUAGES and path.is_file():
            return path.read_text(), found
    raise Damaged(f"there is no mail template {name!r}")


def _html(body: str, values: Mapping[str, str]) -> str:
    escaped = {name: html.escape(value) for name, value in values.items()}
    paragraphs = []
    for paragraph in body.strip().split("\n\n"):
        if paragraph.strip() == f"${LINK}":
            paragraph = f'<a href="${LINK}">${LINK}</a>'
        else:
            paragraph = html.escape(paragraph, quote=False).replace("\n", "<br>\n")
        paragraphs.append(f"<p>{Template(paragraph).substitute(escaped)}</p>")
    return "\n".join(paragraphs)


def _without_links(value: str) -> str:
    return _LIKE_LINK.sub(rf"\1{_WORD_JOINER}", value)
