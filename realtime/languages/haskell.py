"""Haskell: for programs of problem packages."""

from realtime.languages.definition import Language

LANGUAGE = Language(
    id="haskell",
    name="Haskell",
    extensions=(".hs",),
    source_file="main.hs",
    compile=("{ghc}", "-O2", "-outputdir", "/tmp/hs", "-o", "/tmp/out/main", "{sources}"),
    run=("/box/main",),
    version=("{ghc}", "--version"),
    image=None,
    install="install GHC (Debian: apt-get install ghc)",
    for_contestants=False,
    address_space=False,
)
