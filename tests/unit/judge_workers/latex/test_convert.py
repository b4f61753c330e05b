"""The converter's HTML of LaTeX as packages have it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.latex import converted


def made(text: str) -> str:
    return " ".join(converted(text)["html"].split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"Add $a_i < b$.", 'Add <span class="math inline">a_i &lt; b</span>.'),
        (r"\[ x^2 \]", '<div class="math block"> x^2 </div>'),
        (r"$$ x $$", '<div class="math block"> x </div>'),
        (r"\begin{equation}\label{e} y \end{equation}", '<div class="math block"> y </div>'),
        (r"\newcommand{\N}{\mathbb{N}} $\N$", '<span class="math inline">\\mathbb {N}</span>'),
        (r"\newcommand{\keyword}[1]{\textbf{#1}} a \keyword{b}", "a <strong>b</strong>"),
        (r"{\bf a} \emph{b} \texttt{c\_d} \verb|e<f|", "<strong>a</strong> <em>b</em> <code>c_d</code> <code>e&lt;f</code>"),
        (r"caf\'e na\"ive \ss{} 5\% \$3 \& ---", "café naïve ß 5% $3 &amp; —"),
        (r"``a'' it's", "“a” it’s"),
        ("a\n\nb", "<p>a</p> <p>b</p>"),
        (r"\problemname{A} b", "b"),
        (r"\section*{Input} x", "<h2>Input</h2> <p>x</p>"),
        (r"\begin{Output} x \end{Output}", "<h2>Output</h2> <p>x</p>"),
        (r"\InputFile x \OutputFile y \exmp{1}{2}", "<h2>Input</h2> <p>x</p> <h2>Output</h2> <p>y</p>"),
        (r"\includegraphics[width=0.5\textwidth]{img/a}", '<img src="img/a" alt="img/a">'),
        (
            r"\illustration{0.3}{a.png}{By \href{https://x.example/?a=1&b}{me}}",
            '<figure><img src="a.png" alt="a.png"><figcaption>By <a href="https://x.example/?a=1&amp;b">me</a></figcaption></figure>',
        ),
        (r"\begin{itemize}\item a \item $b$\end{itemize}", '<ul><li><p>a</p></li> <li><p><span class="math inline">b</span></p></li></ul>'),
        (
            r"\begin{tabular}{lr}\hline a & b \\ \hline\end{tabular}",
            '<table><tbody><tr><td align="left">a</td><td align="right">b</td></tr></tbody></table>',
        ),
        ("\\begin{lstlisting}[language=C]\nif (a<b) $ %\n\\end{lstlisting}", "<pre>if (a&lt;b) $ %</pre>"),
        (r"\begin{verbatim}<b>\end{verbatim}", "<pre>&lt;b&gt;</pre>"),
        (r"\documentclass{article}\usepackage{nothing}\begin{document}a\end{document}", "a"),
    ],
)
def test_of_latex(text: str, expected: str) -> None:
    assert made(text).strip() == expected


def test_commands_that_are_not_known_are_named_and_their_text_stays() -> None:
    found = converted(r"\foo{a} \baz \foo{b} \problemname{x}")
    assert found["unknown"] == ["foo", "baz"]
    assert "a" in found["html"]


def test_no_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "secret.tex"
    path.write_text("the secret")
    for command in (
        rf"\input{{{path}}}",
        rf"\include{{{path}}}",
        rf"\lstinputlisting{{{path}}}",
        rf"\input {path} ",
        rf"\usepackage{{{path}}}",
    ):
        assert "the secret" not in made(f"a {command} b"), command
