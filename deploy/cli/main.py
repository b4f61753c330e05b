"""The command line: `podium COMMAND …`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from deploy.local.roles import ROLES, starter
from realtime.runtime import service, settings
from realtime.runtime.errors import PodiumError

HOME = Path(__file__).resolve().parents[2] / ".podium"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = _parser()
    given = parser.parse_args(arguments)
    try:
        return int(given.run(given))
    except PodiumError as error:
        print(f"podium: {error.message}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="podium", description="Live programming contests.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    up = commands.add_parser("up", help="the platform, empty, with everything it needs")
    _platform_options(up)
    up.set_defaults(run=_up)

    demo = commands.add_parser("demo", help="the platform with a simulated contest")
    _platform_options(demo)
    demo.add_argument("--seconds", type=_positive, default=120, help="how long the contest runs (default 120)")
    demo.add_argument("--contestants", type=_positive, default=40, help="how many take part (default 40)")
    demo.set_defaults(run=_demo)

    stream = commands.add_parser("stream", help="plays a recorded CLICS event feed into a running platform")
    stream.add_argument("feed", help="the feed (NDJSON), '-' for standard input")
    stream.add_argument("--speed", type=_speed, default=60.0, help="how many times as fast as it was (default 60)")
    stream.add_argument("--url", default=None, help="the platform (default: the one running here)")
    stream.add_argument("--contest", default=None, help="id of the contest that is made (default: from the feed, with the time)")
    stream.add_argument("--until", type=_contest_time, default=None, metavar="H:MM:SS", help="stop at this contest time")
    stream.add_argument("--data", type=Path, default=None, help="data folder of the platform, for its administrator's password")
    stream.set_defaults(run=_stream)

    replay = commands.add_parser("replay", help="runs the engine over a recorded feed and prints the scoreboard")
    replay.add_argument("feed", help="a CLICS event feed (NDJSON), '-' for standard input")
    replay.add_argument("--rule", default=None, help="scoring rule (default: what the feed says)")
    replay.add_argument("--option", action="append", default=[], metavar="KEY=VALUE", help="option of the rule; may be repeated")
    replay.add_argument("--at", type=_contest_time, default=None, metavar="H:MM:SS", help="the board at this contest time")
    replay.add_argument("--audience", choices=("public", "jury"), default="jury")
    replay.add_argument("--group", default=None, help="only the teams of this group, ranked among themselves")
    replay.add_argument("--json", action="store_true", help="a CLICS scoreboard object")
    replay.set_defaults(run=_replay)

    export = commands.add_parser("export", help="the log of a contest, to standard output")
    export.add_argument("contest")
    export.add_argument("--url", default=None, help="the platform (default: the one running here)")
    export.add_argument("--data", type=Path, default=None)
    export.set_defaults(run=_export)

    verify = commands.add_parser("verify", help="checks the hash chain of an exported log and makes its result anew")
    verify.add_argument("log", help="the log (NDJSON of podium export), '-' for standard input")
    verify.add_argument("--hash", default=None, help="the published hash")
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=_verify)

    rate = commands.add_parser("rate", help="rating changes of one contest, from rows on standard input")
    rate.add_argument("system", choices=("codeforces", "elo-mmr"))
    rate.set_defaults(run=_rate)

    judge_package = commands.add_parser("judge", help="judges submissions with a problem package; alone, the role judge for production")
    judge_package.add_argument("package", nargs="?", type=Path, default=None, help="folder of the package")
    judge_package.add_argument("submissions", nargs="*", help="files, or folders of files")
    _judge_options(judge_package)
    judge_package.add_argument("--full", action="store_true", help="runs all tests, also those behind the first that fails")
    judge_package.set_defaults(run=_judge)

    problem = commands.add_parser("problem", help="problem packages").add_subparsers(dest="action", required=True, metavar="ACTION")
    check = problem.add_parser("verify", help="judges all example submissions of a package and says what differs")
    check.add_argument("package", type=Path)
    _judge_options(check)
    check.set_defaults(run=_verify_problem)

    bring = problem.add_parser("import", help="brings a package into the platform")
    bring.add_argument("package", type=Path)
    bring.add_argument("--id", default=None, help="id of the problem (default: the folder's name)")
    bring.add_argument("--url", default=None, help="the platform (default: the one running here)")
    bring.add_argument("--data", type=Path, default=None)
    bring.set_defaults(run=_import_problem)

    dead = commands.add_parser("dead-letters", help="requests to judge that were given up")
    dead.add_argument("--requeue", default=None, metavar="ID", help="sends one again, or all")
    dead.add_argument("--url", default=None, help="the platform (default: the one running here)")
    dead.add_argument("--data", type=Path, default=None)
    dead.set_defaults(run=_dead_letters)

    for role in ROLES:
        if role == "judge":
            continue
        one = commands.add_parser(role, help=f"the role {role} alone, for production")
        one.set_defaults(run=lambda given: service.run(given.command, settings.load(), starter(given.command)))

    status = commands.add_parser("status", help="what runs and how it is")
    status.add_argument("--data", type=Path, default=None)
    status.add_argument("--json", action="store_true")
    status.set_defaults(run=_status)

    doctor = commands.add_parser("doctor", help="what this machine can and cannot do, and how to mend it")
    doctor.add_argument("--json", action="store_true")
    doctor.set_defaults(run=_doctor)

    test = commands.add_parser("test", help="runs every test and check", add_help=False)
    test.add_argument("rest", nargs=argparse.REMAINDER, help="goes to pytest")
    test.set_defaults(run=_test)
    return parser


def _judge_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sandbox", choices=("namespaces", "docker"), default="namespaces")
    parser.add_argument("--json", action="store_true")


def _platform_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, default=None, help="port of the page and the API (default 8080)")
    parser.add_argument("--workers", type=_positive, default=1, metavar="N", help="gateway processes (default 1)")
    parser.add_argument("--data", type=Path, default=None, metavar="DIR", help="data folder (default .podium/data)")


def _judge(given: argparse.Namespace) -> int:
    if given.package is None:
        return service.run("judge", settings.load(), starter("judge"))
    from deploy.cli import judge

    return judge.judge(given.package, given.submissions, given.sandbox, full=given.full, as_list=given.json)


def _verify_problem(given: argparse.Namespace) -> int:
    from deploy.cli import judge

    return judge.verify(given.package, given.sandbox, as_list=given.json)


def _import_problem(given: argparse.Namespace) -> int:
    from deploy.cli import problem

    return problem.import_package(given.package, given.id, given.url, given.data)


def _dead_letters(given: argparse.Namespace) -> int:
    from deploy.cli import problem

    return problem.dead_letters(given.requeue, given.url, given.data)


def _up(given: argparse.Namespace) -> int:
    from deploy.cli import up

    return up.run(given.port, given.workers, given.data)


def _demo(given: argparse.Namespace) -> int:
    from deploy.cli import demo

    return demo.run(given.port, given.workers, given.data, given.seconds, given.contestants)


def _stream(given: argparse.Namespace) -> int:
    from deploy.cli import stream

    return stream.run(given.feed, given.speed, given.url, given.contest, given.until, given.data)


def _replay(given: argparse.Namespace) -> int:
    from deploy.cli import replay

    return replay.run(given.feed, given.rule, given.option, given.at, given.audience, given.group, given.json)


def _export(given: argparse.Namespace) -> int:
    from deploy.cli import verify

    return verify.export(given.contest, given.url, given.data)


def _verify(given: argparse.Namespace) -> int:
    from deploy.cli import verify

    return verify.check(given.log, given.hash, given.json)


def _rate(given: argparse.Namespace) -> int:
    from deploy.cli import rate

    return rate.run(given.system)


def _status(given: argparse.Namespace) -> int:
    from deploy.cli import status

    return status.run(given.data, given.json)


def _doctor(given: argparse.Namespace) -> int:
    from deploy.cli import doctor

    return doctor.run(given.json)


def _test(given: argparse.Namespace) -> int:
    from deploy.cli import test

    return test.run(given.rest)


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def _port(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 65535:
        raise argparse.ArgumentTypeError("must be from 1 to 65535")
    return value


def _speed(text: str) -> float:
    value = float(text)
    if not 0 < value <= 100_000:
        raise argparse.ArgumentTypeError("must be more than 0 and at most 100000")
    return value


def _contest_time(text: str) -> int:
    from contest_engine.feeds.clics import reltime

    try:
        return reltime(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
