"""Ruby: for programs of problem packages."""

from realtime.languages.definition import Language

LANGUAGE = Language(
    id="ruby",
    name="Ruby",
    extensions=(".rb",),
    source_file="main.rb",
    compile=("{ruby}", "-c", "{main}"),
    run=("{ruby}", "{main}"),
    version=("{ruby}", "--version"),
    image=None,
    install="install Ruby (Debian: apt-get install ruby)",
    for_contestants=False,
    artefacts=False,
    processes=128,
)
