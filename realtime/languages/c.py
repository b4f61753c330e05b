"""C, with GCC."""

from realtime.languages.definition import Language

LANGUAGE = Language(
    id="c",
    name="C",
    extensions=(".c",),
    source_file="main.c",
    compile=("{gcc}", "-std=gnu17", "-O2", "-pipe", "-o", "/tmp/out/main", "{sources}", "-lm"),
    run=("/box/main",),
    version=("{gcc}", "--version"),
    image="native",
    install="install gcc (Debian: apt-get install gcc libc6-dev)",
)
