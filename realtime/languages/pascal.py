"""Pascal: for programs of problem packages."""

from realtime.languages.definition import Language

LANGUAGE = Language(
    id="pascal",
    name="Pascal",
    extensions=(
        ".pas",
        ".p",
        ".pp",
    ),
    source_file="main.pas",
    compile=("{fpc}", "-O2", "-o/tmp/out/main", "-FU/tmp", "{main}"),
    run=("/box/main",),
    version=("{fpc}", "-iV"),
    image=None,
    install="install Free Pascal (Debian: apt-get install fp-compiler)",
    for_contestants=False,
)
