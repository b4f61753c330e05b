"""`podium audit verify`: whether anything in the audit log was changed, removed or added by somebody else than the platform."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from deploy.cli._files import lines_of
from deploy.cli._options import Data, Json
from deploy.cli.audit import audit, database, known_settings
from realtime.runtime import settings
from realtime.runtime.settings import Settings

if TYPE_CHECKING:
    from core_api.storage.audit.verification import Report

Export = Annotated[
    str | None, typer.Option(metavar="FILE", help="An earlier 'podium audit export' that the log must hold.", show_default=False)
]


@audit.command("verify")
def verify(export: Export = None, data: Data = None, as_json: Json = False) -> int:
    """Reads the whole audit log and checks its hash chain, signatures, and the head that is kept outside of PostgreSQL.

    Exit code 1: something was changed, removed, added or cut off.
    """
    from core_api.storage.audit.verification import read_export

    exported: dict[int, bytes] = {}
    if export is not None:
        with lines_of(export) as lines:
            exported = read_export(lines)
    report = asyncio.run(_verify(known_settings(data), exported))
    if as_json:
        sys.stdout.write(msgspec.json.encode(report).decode() + "\n")
    else:
        _show(report, len(exported))
    return 0 if report.whole else 1


async def _verify(given: Settings, exported: dict[int, bytes]) -> Report:
    from core_api.storage.audit.keys import AuditKeys
    from core_api.storage.audit.verification import Verifier
    from realtime.backbone.nats import NatsBackbone

    settings.require(given, "postgres_url", "nats_url", "secret_key")
    keys = [AuditKeys(key) for key in (given.secret_key, given.previous_secret_key) if key]
    async with database(given) as pool:
        backbone = await NatsBackbone.open(given, "audit verify")
        try:
            return await Verifier(pool, backbone, keys, exported).run()
        finally:
            await backbone.close()


def _show(report: Report, exported: int) -> None:
    for problem in report.problems:
        print(f"✗ {problem}")
    for note in report.notes:
        print(f"~ {note}")
    whole = "the audit log is whole" if report.whole else "the audit log is NOT whole"
    print(f"{whole}: {report.links:,} entries, newest hash {report.hash}")
    if exported:
        print(f"held against {exported:,} entries of the export")
    if report.waiting:
        print(f"{report.waiting} entries are not linked yet")
    if report.earlier_key:
        print(f"{report.earlier_key:,} entries were signed with an earlier secret_key; the chain behind them vouches for them")
