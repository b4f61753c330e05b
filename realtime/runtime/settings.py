"""Settings: read from `podium.toml` (or the file PODIUM_CONFIG names), then from PODIUM_* in the environment."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from realtime.runtime.errors import BadSetting

Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]
Seconds = Annotated[float, msgspec.Meta(gt=0)]

OUTSIDE = {"PODIUM_API_KEY", "PODIUM_CONFIG", "PODIUM_HOME", "PODIUM_PYTHON", "PODIUM_CONTEST_DATA", "PODIUM_SCREENSHOTS"}
"""Names in the environment that belong to the start script, the command line and the tests, not to the roles."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a role needs to know at start. A field `nats_url` is set by PODIUM_NATS_URL or `nats_url = …` in the file."""

    host: str = "127.0.0.1"
    """Address the gateway listens on; the other roles always stay on loopback unless `role_host` says otherwise."""
    role_host: str = "127.0.0.1"
    port: Port = 8080
    api_port: Port = 0
    """Port of the role `api` (0: any free one, written to the log); several processes with the same one share it."""
    health_port: Port = 0
    """Port of /healthz, /readyz and /metrics (0: any free one); `api` has them on its own port too, not reachable through a gateway."""

    postgres_url: str = ""
    postgres_owner_url: str = ""
    """PostgreSQL as the owner of the tables, for `podium migrate` (empty: as `postgres_url`). Roles need no right to change tables."""
    postgres_replica_url: str = ""
    """A streaming replica of PostgreSQL, for reads that may be some seconds old; one's own writes are seen all the same (empty: none)."""
    purge_url: str = ""
    """Where the edge in front of the platform takes tags to purge, see `core_api.workers.edge_purger` (empty: there is none that can, and
    none is told to keep anything).
    """
    purge_token: str = ""
    """What is shown there as a bearer token."""
    redis_url: str = ""
    nats_url: str = ""
    mongo_url: str = ""
    elasticsearch_url: str = ""
    """Search server, Elasticsearch 8 or 9: http://user:password@host:9200 (empty: PostgreSQL answers searches, without typo tolerance)."""
    api_url: str = ""
    """Where the gateway finds the role `api`, for example http://127.0.0.1:8081."""

    trusted_proxies: str = ""
    """Addresses and networks, with commas between, whose X-Forwarded-For is believed: of load balancers before a gateway, of gateways
    before the api (empty: nobody's).
    """
    proxy_secret: str = ""
    """What gateways show to the api with X-Forwarded-For, the same for both (empty: derived from `secret_key`)."""
    gateway_connections: Annotated[int, msgspec.Meta(ge=0)] = 0
    """Connections one gateway process holds (0: what the limit of open files leaves room for); the last tenth is for who shows a token."""
    gateway_opens: Annotated[float, msgspec.Meta(ge=1)] = 5000
    """WebSockets one gateway process opens in a second."""
    gateway_per_address: Annotated[int, msgspec.Meta(ge=0)] = 0
    """Connections of one address (of IPv6: one /64) with one gateway process (0: a quarter of all): schools and contest halls share one."""
    gateway_per_user: Annotated[int, msgspec.Meta(ge=1)] = 200
    gateway_kept_mib: Annotated[float, msgspec.Meta(gt=0)] = 64
    """MiB of frames that one gateway process keeps, in all its rooms together, for viewers that come back."""

    secret_key: str = ""
    """Master key, 32 bytes in hexadecimal: what is sealed at rest and what the log's entries are signed with derives from it."""
    previous_secret_key: str = ""
    """The one before, for `podium reseal`."""
    service_token: str = ""
    """What other services show at /internal/v1 of the role `judge`; without one, nobody gets in."""
    admin_email: str = ""
    """The first administrator, made when the role `api` starts; an account that has this address is given the role."""
    admin_password: str = ""
    """Of that administrator when it is made; one that exists keeps its own (see `podium administrator password`)."""
    registration: Literal["", "verified", "open", "closed"] = ""
    """Who may register: who confirms an e-mail address, anybody at once, nobody (empty: `verified`; `podium up`: `open` unless mails are
    sent by SMTP).
    """

    public_url: str = ""
    """Where people find the platform, for links in mails: https://contest.example.org (`podium up`: its own address). Cookies are for
    HTTPS only unless it begins with http:.
    """
    smtp_url: str = ""
    """SMTP server that takes mails: smtp://user:password@host:587 (STARTTLS), smtps://…:465 (TLS)."""
    mail_webhook_url: str = ""
    """Service that takes mails over HTTPS instead of an SMTP server."""
    mail_webhook_secret: str = ""
    """What the requests to it are signed with."""
    mail_from: str = "Podium <podium@localhost.localdomain>"
    """Whom mails come from."""
    push_services: str = "fcm.googleapis.com,updates.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com"
    """Hosts of the browsers' push services, with commas between: notifications while no page is open (empty: none)."""
    oidc_providers: str = ""
    """File that names OpenID Connect providers to log in with, in TOML."""
    print_fonts: str = ""
    """Files of fonts (TrueType), with commas between, for characters of prints that DejaVu Sans Mono lacks, such as Chinese ones."""
    mail_folder: str = ""
    """Folder that mails are written to where no SMTP server is set."""

    tick_ms: Annotated[int, msgspec.Meta(ge=10, le=500)] = 100
    """Shortest time between two board updates of a contest, in milliseconds; the heartbeat of its clock counts on half a second at most."""
    nats_replicas: Annotated[int, msgspec.Meta(ge=1, le=5)] = 1
    """Servers of the NATS cluster that hold a copy of log, leases and snapshots: 3 in production."""
    log_max_bytes: Annotated[int, msgspec.Meta(ge=16 * 2**20)] = 16 * 2**30
    """Size of the log of all contests at which it refuses new entries. The role `engine` applies both to what exists when it starts."""
    archive_folder: str = ""
    """Folder of the archived logs of ended contests, shared by the roles `api`, `engine`, `history` and `worker` (empty: nothing is
    archived).
    """
    archive_after_hours: Annotated[float, msgspec.Meta(gt=0)] = 7 * 24.0
    """A final contest that was neither changed nor watched for so long moves from the log to the archive; one that is not final, after
    four times as long. Verdicts of practice and of rejudgings leave the log that long after they were noted in PostgreSQL.
    """
    release_after_seconds: Seconds = 900.0
    """An engine lets go of an ended contest that was neither changed nor watched for so long."""
    history_workers: Annotated[int, msgspec.Meta(ge=1, le=64)] = 2
    """Processes in which one role `history` answers questions about past boards."""
    history_cache_bytes: Annotated[int, msgspec.Meta(ge=2**20)] = 256 * 2**20
    """Bytes of recently read logs that one role `history` remembers; decoded they take about four times as much memory."""
    lease_seconds: Seconds = 3.0
    """An engine that is silent for so long loses its contests to another one."""
    judge_slots: Annotated[int, msgspec.Meta(ge=0, le=256)] = 0
    """Submissions judged at once by one role `judge` (0: one for each core)."""
    judge_yield_seconds: Annotated[float, msgspec.Meta(ge=0, le=60)] = 2.0
    """How long a slot waits, before each submission, for a machine that stays short of processor time (0: not at all)."""
    judge_queues: str = "contest,premium,regular,rejudge,run"
    """Queues that this role `judge` works on, with commas between: groups of workers can be kept for some."""
    judge_sandbox: Literal["namespaces", "docker"] = "namespaces"
    judge_reference: Annotated[float, msgspec.Meta(ge=0)] = 0
    """Seconds that the calibration program (see `podium doctor`) takes on the machine that time limits are meant for (0: this one)."""
    judge_cache: str = ""
    """Folder for the judge's compiled helpers and artefacts, closed to all other users (empty: a new one, deleted when the judge stops)."""

    audit_night: str = "22-6"
    """Hours of the day in which giving or taking rights is marked in the audit log as unusual (0-0: none)."""
    audit_timezone: str = "UTC"
    """Time zone of `audit_night`, such as Europe/Vienna."""

    log_level: str = "INFO"
    otlp_endpoint: str = ""
    """Where to send OpenTelemetry traces, for example http://127.0.0.1:4318/v1/traces (empty: off)."""


def load(environ: Mapping[str, str] = os.environ, **overrides: Any) -> Settings:
    """The settings of this process. Raises `BadSetting`, naming the setting, for anything unknown or out of range."""
    values: dict[str, Any] = {}
    path = Path(environ.get("PODIUM_CONFIG", "podium.toml"))
    if path.exists():
        try:
            values = tomllib.loads(path.read_text())
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadSetting(f"{path} is not a TOML file: {error}", field="PODIUM_CONFIG") from None
    elif "PODIUM_CONFIG" in environ:
        raise BadSetting(f"PODIUM_CONFIG names {path}, which does not exist", field="PODIUM_CONFIG")
    _known(values, str(path), {name: name for name in Settings.__struct_fields__})
    named = {f"PODIUM_{name.upper()}": name for name in Settings.__struct_fields__}
    given = {key: value for key, value in environ.items() if key.startswith("PODIUM_") and key not in OUTSIDE}
    _known(given, "the environment", named)
    values |= {named[key]: value for key, value in given.items()} | overrides
    for name, value in values.items():
        kind = next(f.type for f in msgspec.structs.fields(Settings) if f.name == name)
        try:
            values[name] = msgspec.convert(value, kind, strict=False)
        except msgspec.ValidationError as error:
            raise BadSetting(f"setting {name} (PODIUM_{name.upper()}): {error}", field=name) from None
    return Settings(**values)


def _known(values: Mapping[str, Any], where: str, names: Mapping[str, str]) -> None:
    for key in values:
        if key not in names:
            near = difflib.get_close_matches(key, names, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise BadSetting(f"unknown setting {key} in {where}{hint}", field=key)


def require(settings: Settings, *names: str) -> None:
    """Says which setting a role misses before it starts. Raises `BadSetting`."""
    for name in names:
        if not getattr(settings, name):
            raise BadSetting(f"setting {name} is missing: set PODIUM_{name.upper()}", field=name)
