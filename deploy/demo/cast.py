"""Teams of the demo: names, the organizations they come from, and the pictures they show."""

from __future__ import annotations

import base64
import colorsys
import io
import random
from typing import NamedTuple


class Organization(NamedTuple):
    name: str
    country: str
    """ISO 3166-1."""
    group: str


ORGANIZATIONS = (
    Organization("Nordhaven University", "NO", "north"),
    Organization("Lakeside Institute of Technology", "FI", "north"),
    Organization("University of Visby Bay", "SE", "north"),
    Organization("Skagen School of Engineering", "DK", "north"),
    Organization("Universität Mittelstadt", "DE", "centre"),
    Organization("Hochschule am Alpenrand", "CH", "centre"),
    Organization("Donau-Universität", "AT", "centre"),
    Organization("Politechnika Nadmorska", "PL", "centre"),
    Organization("Univerzita pod Hradem", "CZ", "centre"),
    Organization("Université des Deux Rives", "FR", "west"),
    Organization("Delta College", "NL", "west"),
    Organization("University of the Wolds", "GB", "west"),
    Organization("Atlantic Technical College", "IE", "west"),
    Organization("Universidade do Cabo", "PT", "south"),
    Organization("Universidad de la Sierra", "ES", "south"),
    Organization("Politecnico della Laguna", "IT", "south"),
    Organization("University of the Isles", "GR", "south"),
    Organization("Karst University", "SI", "south"),
)
FIRST = (
    "Amber", "Copper", "Crimson", "Distant", "Electric", "Fearless", "Gentle", "Hollow", "Iron", "Jolly", "Kind", "Little",
    "Midnight", "Noble", "Odd", "Polar", "Rapid", "Silent", "Tidal", "Wandering",
)  # fmt: skip
SECOND = (
    "Lighthouses", "Albatrosses", "Compasses", "Dolphins", "Ferrymen", "Gulls", "Hazelnuts", "Icebergs", "Jellyfish", "Kites",
    "Lanterns", "Mackerels", "Narwhals", "Oysters", "Puffins", "Quokkas", "Rudders", "Sextants", "Terns", "Urchins",
)  # fmt: skip
GIVEN = (
    "Ada", "Bruno", "Clara", "Dario", "Elif", "Finn", "Greta", "Hugo", "Ines", "Jonas", "Kaja", "Levi", "Mila", "Noah", "Olga",
    "Pavel", "Rosa", "Sami", "Thea", "Viktor",
)  # fmt: skip
FAMILY = ("Berg", "Costa", "Dahl", "Ekman", "Ferrari", "Horvat", "Jansen", "Keller", "Lind", "Moreau", "Novak", "Rossi", "Silva")
PICTURE = 160
"""Points of a picture's side."""
FIELDS = 5
"""A picture is a pattern of so many by so many fields, the same on the left and the right."""


class Profile(NamedTuple):
    """A team and its captain, by number: the same in every demo."""

    name: str
    captain: str
    email: str
    organization: Organization


def profile(number: int) -> Profile:
    first, second = FIRST[number % len(FIRST)], SECOND[(number * 7 + number // len(FIRST)) % len(SECOND)]
    again = number // (len(FIRST) * len(SECOND))
    name = f"{first} {second}{f' {again + 1}' if again else ''}"
    people = len(GIVEN) * len(FAMILY)
    captain = f"{GIVEN[number % len(GIVEN)]} {FAMILY[(number + number // len(GIVEN)) % len(FAMILY)]}"
    captain += f" {number // people + 1}" if number >= people else ""
    return Profile(name, captain, f"captain{number + 1:03}@demo.localhost", ORGANIZATIONS[number * 5 % len(ORGANIZATIONS)])


def picture(number: int) -> str:
    """A team's picture as the API takes it: a PNG in base64."""
    from PIL import Image, ImageDraw

    rng = random.Random(number)
    hue = number * 0.618 % 1
    light, dark = (_colour(hue, brightness) for brightness in (0.95, 0.42))
    made = Image.new("RGB", (PICTURE, PICTURE), light)
    draw, side = ImageDraw.Draw(made), PICTURE // (FIELDS + 1)
    for row in range(FIELDS):
        for column in range(FIELDS // 2 + 1):
            if rng.random() < 0.5:
                continue
            for x in {column, FIELDS - 1 - column}:
                left, top = side // 2 + x * side, side // 2 + row * side
                draw.rounded_rectangle((left, top, left + side - 2, top + side - 2), side // 5, dark)
    content = io.BytesIO()
    made.save(content, "PNG")
    return base64.b64encode(content.getvalue()).decode()


def _colour(hue: float, brightness: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(hue, 0.28 if brightness > 0.5 else 0.75, brightness)
    return round(red * 255), round(green * 255), round(blue * 255)
