"""Names that people see on boards: what may stand in one, and when two are too alike to tell apart."""

from __future__ import annotations

import unicodedata

from realtime.runtime.errors import Invalid

MAX_CHARACTERS = 60
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Unicode categories of characters that show nothing, or turn what is around them: controls, zero widths, directions, private use."""
_MAX_MARKS = 2
"""Combining marks on one letter; more are drawn over the lines above and below."""
_LOOK_ALIKES = str.maketrans(
    {
        **dict(zip("аАвВеЕкКмМнНоОрРсСтТуУхХіІјЈѕЅԁһԛԝ", "aabbeekkmmhhooppccttyyxxiijjssdhqw", strict=True)),  # Cyrillic
        **dict(zip("αΑΒΕεΖΗΙιΚκΜΝνΟοΡρΤτΥυΧχ", "aabeezhiikkmnvooppttyuxx", strict=True)),  # Greek
        **dict(zip("ıⅼ|ℓ0", "illlo", strict=True)),
    }
)
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
"""Scripts with letters that look alike: a word has letters of one of them."""


def display_name(text: str, field: str = "name", longest: int = MAX_CHARACTERS) -> str:
    """A name in its composed form (NFC), with single spaces. Raises `Invalid` naming the field."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name or not any(unicodedata.category(character)[0] in "LNSP" for character in name):
        raise Invalid(f"{field} must not be blank", field=field)
    if len(name) > longest:
        raise Invalid(f"{field} may have {longest} characters", field=field)
    visible(name, field)
    for word in name.split():
        if len({script for script in map(_script, word) if script}) > 1:
            raise Invalid(f"{field} mixes letters of several scripts in one word: {word!r}", field=field)
    return name


def visible(text: str, field: str) -> None:
    """Checks a title, of any scripts. Raises `Invalid` for a character that shows nothing or turns what is around it."""
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        if category in _INVISIBLE:
            raise Invalid(f"{field} has a character that cannot be seen (U+{ord(character):04X})", field=field)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks > _MAX_MARKS:
            raise Invalid(f"{field} has too many marks on one letter", field=field)


def skeleton(name: str) -> str:
    """Equal for names that look alike: compared, never shown."""
    folded = unicodedata.normalize("NFKC", name).translate(_LOOK_ALIKES).casefold().translate(_LOOK_ALIKES)
    return " ".join(folded.split())


def _script(character: str) -> str:
    words = unicodedata.name(character, "").split()
    return words[0] if words and words[0] in _SCRIPTS else ""
