"""Perl: for programs of problem packages."""

from realtime.languages.definition import Language

LANGUAGE = Language(
    id="perl",
    name="Perl",
    extensions=(".pl",),
    source_file="main.pl",
    compile=("{perl}", "-c", "{main}"),
    run=("{perl}", "{main}"),
    version=("{perl}", "-e", "print qq(Perl $^V)"),
    image="native",
    install="install Perl (Debian: apt-get install perl)",
    for_contestants=False,
    artefacts=False,
)
