"""Go, with the compiler of its makers."""

from realtime.languages.definition import MIB, Language

_BUILD = 'GOCACHE=/tmp/gocache GO111MODULE=off exec {go} build -o /tmp/out/main "$@"'

LANGUAGE = Language(
    id="go",
    name="Go",
    extensions=(".go",),
    source_file="main.go",
    compile=("/bin/sh", "-c", _BUILD, "sh", "{sources}"),
    run=("/box/main",),
    version=("{go}", "version"),
    image="go",
    install="install Go (Debian: apt-get install golang-go)",
    compile_seconds=30.0,  # from 1.20 on Go comes without its library compiled, and each program finds an empty cache
    processes=128,
    address_space=False,
    extra_memory=32 * MIB,
)
