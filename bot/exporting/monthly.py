"""The month's report, a picture for a phone or a page to print (content: `writing.monthly`)."""

from dataclasses import asdict

from bot.exporting.pdf import Form, typeset
from bot.writing.monthly import Report

# Pixels on an inch of the phone's 108 mm: 1080 across.
SHARP = 254.0


def written(report: Report, form: str) -> bytes:
    """`form` is "png" or "pdf". Raises NoChineseFont."""
    kind: Form = "png" if form == "png" else "pdf"
    return typeset("monthly", {**asdict(report), "form": kind}, kind, SHARP)
