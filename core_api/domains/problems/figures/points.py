"""What the process that draws answers: a head, then the points in RGB, line by line. Without imports of PDFium or Pillow."""

from __future__ import annotations

import struct

HEAD = struct.Struct("=III")
"""Width, height, and bytes of a line."""
MAX_SIDE = 1600
"""Points: a picture of noise still fits into a file of a problem."""
