"""What axe-core finds wrong with a page. We did not write it (tests/sandbox/foreign, MPL-2.0)."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.async_api import Page

AXE = Path(__file__).parent / "sandbox" / "foreign" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FOUND = """async rules => (await axe.run({runOnly: rules})).violations.map(
  wrong => `${wrong.id}: ${wrong.nodes.map(one => one.html).join(' ')}`)"""


async def found_by_axe(page: "Page") -> list[str]:
    await page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = await page.evaluate(FOUND, RULES)
    return found
