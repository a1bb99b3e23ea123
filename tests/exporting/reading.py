"""PDFs read by a program that is not ours."""

import shutil
import subprocess
from pathlib import Path

import pytest

from bot.exporting.pdf import FONT_PACKAGE, ZERO_WIDTH, usable_fonts

readable = pytest.mark.skipif(
    not (shutil.which("pdftotext") and usable_fonts()),
    reason=f"needs poppler-utils and {FONT_PACKAGE}",
)


def words(pdf: bytes, at: Path) -> list[str]:
    """What stands on each page in the order it was set, without the spaces between."""
    text = _run("pdftotext", pdf, at, "-raw", "-").replace(ZERO_WIDTH, "")
    return ["".join(page.split()) for page in text.split("\f")[:-1]]


def fonts(pdf: bytes, at: Path) -> list[str]:
    """A line for each font: is it embedded?"""
    lines = _run("pdffonts", pdf, at).splitlines()[2:]
    return [line.split()[-5] for line in lines]  # the column “emb”


def size(pdf: bytes, at: Path) -> str:
    lines = _run("pdfinfo", pdf, at).splitlines()
    return next(line for line in lines if line.startswith("Page size"))


def _run(program: str, pdf: bytes, at: Path, *more: str) -> str:
    file = at / "read.pdf"
    file.write_bytes(pdf)
    # pdftotext takes its options before the file.
    options, to = more[:-1], more[-1:]
    return subprocess.run(
        [program, *options, str(file), *to], capture_output=True, text=True, check=True
    ).stdout
