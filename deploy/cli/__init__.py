"""The command line: a file a command, each registering itself with `app` when `_app.main` imports it.

A new command is a new file here; nothing else is edited. Modules whose names begin with `_` are shared parts, a sub-package is a
command with subcommands. A command's module imports heavy things (drivers, the sandbox, the engine) inside its function: `--help` and
shell completion import every module.
"""
