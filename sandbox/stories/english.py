"""What happens in a story, for visitors of the page who read English."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path


@cache
def headings() -> Mapping[str, str]:
    """By the line as the story tells it, in Chinese."""
    file = Path(__file__).with_name("headings.en.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))
