"""Statements in LaTeX made into HTML: plasTeX in a box of the sandbox, because TeX is a program of whoever wrote it."""
