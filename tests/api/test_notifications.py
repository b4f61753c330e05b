"""Preferences, and what became of mails, with the sender that the role `worker` runs and a transport that can fail."""

from __future__ import annotations

from email.message import EmailMessage

from core_api.domains.notifications.rendering import Letter, Sender
from core_api.domains.notifications.store import Mails
from core_api.domains.notifications.transports.smtp import NobodyThere, Refused
from core_api.storage import unit_of_work
from core_api.storage.mail import Mail
from core_api.workers.mail_sender import MailSender
from realtime.runtime.errors import Unavailable
from tests.api.harness import Api, Caller

INVITATION = {"team": "Lambda", "captain": "Grace", "link": "/teams/1"}


class Inbox:
    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.error: Exception | None = None

    async def send(self, message: EmailMessage, letter: Letter) -> None:
        if self.error is not None:
            raise self.error
        self.messages.append(message)


def sender_of(api: Api, inbox: Inbox) -> MailSender:
    platform = api.platform
    return MailSender(
        platform.pool, Mails(platform.pool, platform.vault), inbox, Sender("podium@example.org", "https://contest.example.org")
    )


async def mailed(api: Api, user: Caller, template: str = "team-invitation", language: str = "") -> str:
    values = INVITATION if template == "team-invitation" else {"link": "/reset/1", "minutes": "15"}
    async with unit_of_work.begin(api.platform.pool) as work:
        work.mail(Mail(template, user.id, language, values))  # type: ignore[arg-type]
    [newest, *_] = (await api.call("GET", f"/users/{user.id}/mails", by=user)).json["mails"]
    assert newest["state"] == "queued"
    return str(newest["id"])


async def state(api: Api, user: Caller) -> str:
    return str((await api.call("GET", f"/users/{user.id}/mails", by=user)).json["mails"][0]["state"])


async def test_mails_come_in_the_recipients_language_to_the_accounts_address(api: Api) -> None:
    user, inbox = await api.caller(), Inbox()
    sender = sender_of(api, inbox)
    assert (await api.call("GET", "/notifications/preferences", by=user)).json == {"language": "en", "unwanted": []}
    await api.call("PUT", "/notifications/preferences", {"language": "de"}, by=user)
    await sender.send(await mailed(api, user))
    await sender.send(await mailed(api, user, language="en"))
    assert [message["Subject"] for message in inbox.messages] == ["Einladung in ein Team", "Invitation to a team"]
    assert {message["To"] for message in inbox.messages} == {f"{user.name}@example.org"}


async def test_a_mail_that_is_not_wanted_is_left_out_but_never_one_about_security(api: Api) -> None:
    user, inbox = await api.caller(), Inbox()
    sender = sender_of(api, inbox)
    assert (await api.call("PUT", "/notifications/preferences", {"unwanted": ["reset-password"]}, by=user)).status == 400
    await api.call("PUT", "/notifications/preferences", {"unwanted": ["team-invitation"]}, by=user)
    await sender.send(await mailed(api, user))
    assert await state(api, user) == "unwanted"
    await sender.send(await mailed(api, user, "reset-password"))
    assert [message["Subject"] for message in inbox.messages] == ["Choose a new password"]


async def test_a_mail_is_sent_once_however_often_the_queue_gives_it(api: Api) -> None:
    user, inbox = await api.caller(), Inbox()
    sender, id = sender_of(api, inbox), await mailed(api, user)
    for _ in range(3):
        assert await sender.send(id) is None
    assert len(inbox.messages) == 1


async def test_the_pauses_are_one_four_and_sixteen_seconds_then_the_mail_is_a_dead_letter(api: Api) -> None:
    user, admin, inbox = await api.caller(), await api.caller("admin"), Inbox()
    sender, id = sender_of(api, inbox), await mailed(api, user)
    inbox.error = Unavailable("the SMTP server cannot be reached")
    assert [await sender.send(id) for _ in range(4)] == [1.0, 4.0, 16.0, None]
    [dead] = [mail for mail in (await api.call("GET", "/mails/dead", by=admin)).json["mails"] if mail["id"] == id]
    assert (dead["tries"], dead["error"]) == (4, "the SMTP server cannot be reached")
    assert (await api.call("POST", f"/mails/dead/{id}/resend", by=admin)).json == {"resent": 1}
    assert (await api.call("POST", f"/mails/dead/{id}/resend", by=admin)).status == 404
    inbox.error = None
    await sender.send(id)
    assert await state(api, user) == "sent"


async def test_a_mail_that_is_refused_for_ever_is_a_dead_letter_at_once(api: Api) -> None:
    user, inbox = await api.caller(), Inbox()
    sender, id = sender_of(api, inbox), await mailed(api, user)
    inbox.error = Refused("the SMTP server answers 550 no such user")
    assert await sender.send(id) is None
    assert await state(api, user) == "failed"


async def test_a_mail_to_nobody_is_left_out(api: Api) -> None:
    user, inbox = await api.caller(), Inbox()
    sender, id = sender_of(api, inbox), await mailed(api, user)
    inbox.error = NobodyThere("invalid is reserved")
    assert await sender.send(id) is None
    assert await state(api, user) == "unwanted"


async def test_a_mail_of_a_transaction_that_fails_is_never_sent(api: Api) -> None:
    user = await api.caller()
    try:
        async with unit_of_work.begin(api.platform.pool) as work:
            work.mail(Mail("team-invitation", user.id, values=INVITATION))
            raise RuntimeError("something else goes wrong")
    except RuntimeError:
        pass
    assert (await api.call("GET", f"/users/{user.id}/mails", by=user)).json == {"mails": []}
