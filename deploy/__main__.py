"""Entry point of `python -m deploy`, which the start script `podium` runs."""

from __future__ import annotations

import sys

from deploy.local import roles


def main() -> int:
    match sys.argv[1:]:
        # without the command line's libraries, which cost each process 27 MB and 0.7 s of start
        case ["run", name] if name in roles.ROLES:
            return roles.run(name)
        case arguments:
            from deploy.cli._app import main

            return main(arguments)


if __name__ == "__main__":
    sys.exit(main())
