"""Pictures to send."""

from __future__ import annotations

import io

from fpdf import FPDF
from PIL import Image


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "#e6194b").save(made, kind, **options)
    return made.getvalue()


def figure(width: float = 90, height: float = 60, password: str = "") -> bytes:
    """A PDF with a red rectangle over the left half of its one page, and a word; sizes in 1/72 inch."""
    made = FPDF(unit="pt", format=(width, height))
    made.set_margin(0)
    made.set_auto_page_break(False)
    made.add_page()
    made.set_fill_color(230, 25, 75)
    made.rect(0, 0, width / 2, height, style="F")
    made.set_font("helvetica", size=8)
    made.text(width / 2, height / 2, "graph")
    if password:
        made.set_encryption(owner_password="owner", user_password=password)
    return bytes(made.output())
