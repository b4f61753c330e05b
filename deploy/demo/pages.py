"""What the terminal says of the pages to look at, and of the accounts to look with."""

from __future__ import annotations

from deploy.demo.setup import Account
from deploy.local.console import say


def show_pages(page: str, team: str, contestant: Account, jury: Account, admin: Account) -> None:
    """`page`: the contest's address; `team`: the contestant's."""
    site = page.split("/contests/", 1)[0]
    lines = (
        ("the board, live", page),
        ("any second of it again", f"{page}/time"),
        ("what the freeze hid, at the end", f"{page}/reveal"),
        (f"as a contestant of {team}", f"{page}/home"),
        ("as the jury", f"{page}/jury"),
        ("for a stream", f"{site}/overlay"),
    )
    width = max(len(what) for what, _ in lines)
    say("open these; on each page, ? shows its keys:")
    for what, where in lines:
        say(f"  {what:<{width}}  {where}")
    say(f"sign in at {site}/account/sign-in:")
    for account in (contestant, jury, admin):
        say(f"  {account.email:<{width}}  password {account.password}")
