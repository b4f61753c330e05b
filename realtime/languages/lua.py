"""Lua: for programs of problem packages."""

from realtime.languages.definition import Language

LANGUAGE = Language(
    id="lua",
    name="Lua",
    extensions=(".lua",),
    source_file="main.lua",
    compile=("{luac}", "-p", "{main}"),
    run=("{lua}", "{main}"),
    version=("{lua}", "-v"),
    image=None,
    install="install Lua with luac (Debian: apt-get install lua5.4)",
    for_contestants=False,
    artefacts=False,
)
