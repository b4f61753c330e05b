"""AWK: for programs of problem packages."""

from realtime.languages.definition import Language

LANGUAGE = Language(
    id="awk",
    name="AWK",
    extensions=(".awk",),
    source_file="main.awk",
    compile=("/bin/true",),
    run=("{awk}", "-f", "{main}"),
    version=("{awk}", "-W", "version"),
    image="native",
    install="install an AWK (Debian: apt-get install mawk)",
    for_contestants=False,
    artefacts=False,
)
