"""POSIX shell: for programs of problem packages."""

from realtime.languages.definition import Language

LANGUAGE = Language(
    id="sh",
    name="POSIX shell",
    extensions=(".sh",),
    source_file="main.sh",
    compile=("/bin/sh", "-n", "{main}"),
    run=("/bin/sh", "{main}"),
    version=("/bin/sh", "-c", "echo POSIX shell"),
    image="native",
    install="every Linux has it, as /bin/sh",
    for_contestants=False,
    mains=("main.sh",),
    artefacts=False,
)
