"""Bash: for programs of problem packages."""

from realtime.languages.definition import Language

LANGUAGE = Language(
    id="bash",
    name="Bash",
    extensions=(".bash",),
    source_file="main.bash",
    compile=("{bash}", "-n", "{main}"),
    run=("{bash}", "{main}"),
    version=("{bash}", "--version"),
    image="native",
    install="install Bash (Debian: apt-get install bash)",
    for_contestants=False,
    artefacts=False,
)
