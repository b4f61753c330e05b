"""Makes a box and becomes its process 1. Run as a script, with the standard library only:

    python -I enter.py SOCKET_FD < config.json

The box: own mount, process, network, IPC, host-name and (not as root) user namespaces; a root of its own with the host's
programs bound read-only, a fresh /proc, four harmless devices, and sized tmpfs at /box and /tmp. Started by root, programs
run as the uid of the configuration; started by anybody else, as that user inside a user namespace, without any right.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys

NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET = 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
RDONLY, NOSUID, NODEV, NOEXEC, REMOUNT, BIND, REC, PRIVATE = 1, 2, 4, 8, 32, 4096, 16384, 1 << 18
MNT_DETACH = 2
PR_SET_PDEATHSIG = 1
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
DEVICES = ("null", "zero", "full", "random", "urandom")

libc = ctypes.CDLL(None, use_errno=True)


def check(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def mount(source: str, target: str, kind: str | None, flags: int, data: str = "") -> None:
    encoded = kind.encode() if kind else None
    check(libc.mount(source.encode(), target.encode(), encoded, flags, data.encode()), f"mount {source} on {target}")


def bind(source: str, root: str, target: str) -> None:
    """Binds a file or folder of the host read-only."""
    place = root + target
    if os.path.isdir(source):
        os.makedirs(place, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        os.close(os.open(place, os.O_CREAT | os.O_WRONLY))
    mount(source, place, None, BIND | REC)
    # flags the host's mount has locked must be named again inside a user namespace
    locked = os.statvfs(place).f_flag & (NOSUID | NODEV | NOEXEC)
    mount("none", place, None, REMOUNT | BIND | RDONLY | NOSUID | NODEV | locked)


def build_root(config: dict) -> None:  # type: ignore[type-arg]
    root = config["root"]
    mount("none", "/", None, REC | PRIVATE)
    mount("podium", root, "tmpfs", NOSUID | NODEV, f"size={config['root_bytes']},mode=755")
    for path in config["binds"]:
        if os.path.islink(path):  # /bin -> usr/bin
            os.symlink(os.readlink(path), root + path)
        elif os.path.exists(path):
            bind(path, root, path)
    for source, target in config["bound_files"]:
        bind(source, root, target)
    os.makedirs(root + "/dev", exist_ok=True)
    for name in DEVICES:
        place = f"{root}/dev/{name}"
        os.close(os.open(place, os.O_CREAT | os.O_WRONLY))
        mount(f"/dev/{name}", place, None, BIND)
    os.symlink("/proc/self/fd", root + "/dev/fd")
    os.makedirs(root + "/proc")
    os.makedirs(root + "/etc", exist_ok=True)
    for name, text in (("passwd", "contestant:x:{0}:{0}::/box:/bin/false\n".format(config["uid"])), ("hosts", "127.0.0.1 box\n")):
        with open(f"{root}/etc/{name}", "w") as file:
            file.write(text)
    for name, size, mode in (("box", config["box_bytes"], "755"), ("tmp", config["tmp_bytes"], "1777")):
        os.makedirs(f"{root}/{name}", exist_ok=True)
        mount("podium", f"{root}/{name}", "tmpfs", NOSUID | NODEV, f"size={size},mode={mode},nr_inodes={config['files']}")


def enter_root(root: str) -> None:
    # what process 1 has used tells what was run before; nobody but itself may look
    mount("proc", root + "/proc", "proc", NOSUID | NODEV | NOEXEC, "hidepid=2")
    os.makedirs(root + "/old")
    number = PIVOT_ROOT[os.uname().machine]
    check(libc.syscall(number, root.encode(), (root + "/old").encode()), "pivot_root")
    os.chdir("/")
    check(libc.umount2(b"/old", MNT_DETACH), "umount the old root")
    os.rmdir("/old")
    mount("none", "/", None, REMOUNT | BIND | RDONLY | NOSUID | NODEV)


def main() -> None:
    control, config = int(sys.argv[1]), json.load(sys.stdin)
    os.sched_setaffinity(0, {config["cpu"]})
    runner = os.open(config["runner"], os.O_RDONLY | os.O_CLOEXEC) if config["runner"] else -1
    flags = NEWNS | NEWPID | NEWNET | NEWIPC | NEWUTS | NEWCGROUP
    uid, gid = os.geteuid(), os.getegid()
    if uid != 0:
        check(libc.unshare(NEWUSER | flags), "unshare")
        for name, text in (("setgroups", "deny"), ("uid_map", f"0 {uid} 1"), ("gid_map", f"0 {gid} 1")):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)
    else:
        check(libc.unshare(flags), "unshare")
    build_root(config)
    child = os.fork()
    if child:
        os.close(control)
        os.waitpid(child, 0)
        os._exit(0)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    enter_root(config["root"])
    check(libc.sethostname(b"box", 3), "sethostname")
    arguments = [str(control), str(config["uid"] if uid == 0 else 0)]
    os.set_inheritable(control, True)
    if runner >= 0:
        os.execve(runner, ["runner", *arguments], {})
    source = config["fallback"]
    os.environ.clear()
    exec(compile(source, "runner.py", "exec"), {"__name__": "__main__", "ARGUMENTS": arguments})


if __name__ == "__main__":
    try:
        main()
    except OSError as error:
        print(f"cannot make a box: {error}", file=sys.stderr)
        sys.exit(70)
