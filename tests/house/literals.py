"""Words in the code: every text people read stands in a catalogue, a pack, or a `Label` that has
both languages side by side. What else is Chinese has a reason below.
"""

import ast
import re
from collections.abc import Iterator, Mapping

from tests.house.catalogues import ROOT

CJK = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
# Folders and files whose Chinese is not a sentence of ours, and why.
UNDERSTOOD = "what people type, and how it is understood"
BOOK = "the school's own book and papers, which are Chinese whoever reads them"
SHEET = "words of a list somebody imports"
REASONS = {
    "bot/conversation/": UNDERSTOOD,
    "bot/handlers/commands.py": UNDERSTOOD,
    "bot/handlers/pins.py": UNDERSTOOD,
    "bot/handlers/school_calendar.py": UNDERSTOOD,
    "bot/handlers/trials.py": UNDERSTOOD,
    "bot/handlers/typed.py": UNDERSTOOD,
    "bot/cameras/importing.py": UNDERSTOOD,
    "bot/registers/": BOOK,
    "bot/alerts/tickets.py": BOOK,
    "bot/actions/entering.py": BOOK,
    "bot/actions/footage_gaps.py": BOOK,
    "bot/actions/unfinished.py": BOOK,
    "bot/exporting/xlsx.py": BOOK,
    "bot/people/calendar_sheet.py": SHEET,
    "bot/people/sheets.py": SHEET,
    "bot/handlers/administering/": UNDERSTOOD,
    "bot/exporting/csv.py": "signs a spreadsheet would take for a formula",
    "bot/people/unseen.py": "signs nobody sees",
    "bot/people/forgetting.py": "stands in stored texts for what was erased",
    "bot/people/naming.py": "the mark of invented people",
    "bot/alerts/": "words of other systems' alarms, and how they are understood",
    "bot/speech.py": "weekdays, dates and lists, for all sentences",
    "bot/platforms/": "signs between words, and the words of a menu that are sent back to us",
    "bot/actions/": "names kept with what was entered",
}
# Signs that join sentences or words, which only `Voice.listed` and the registers may do.
JOINTS = re.compile(r"^[、，；。：]$|^[,;] $| and $")
MAY_JOIN = {
    "bot/speech.py": "lists of every sentence",
    "bot/registers/wording.py": BOOK,
    "bot/alerts/tickets.py": BOOK,
    "bot/actions/entering.py": BOOK,
    "bot/actions/footage_gaps.py": BOOK,
    "bot/actions/unfinished.py": BOOK,
    "bot/conversation/": "answers as a person would type them",
    "bot/approvals/lint.py": "a case as facts, for who writes packs",
    "bot/approvals/mistakes.py": "an exception's own text, for the log",
    "bot/approvals/rules.py": "an exception's own text, for the log",
    "storage/roles.py": "names of tables, for the database",
    "storage/backup.py": "an exception's own text, for the log",
    "bot/config_file.py": "an exception's own text, for the log",
    "bot/cli/": "identifiers, as they are typed",
    "bot/actions/office.py": "identifiers, as they are typed",
}


def modules(*tops: str) -> Iterator[tuple[str, ast.Module]]:
    for top in tops or ("bot", "storage"):
        for path in sorted((ROOT / top).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))


def strays(where: str, tree: ast.AST) -> list[str]:
    """Chinese texts that are neither a label in both languages nor unread."""
    unread = _unread(tree)
    return [
        f"{where}:{node.lineno} {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CJK.search(node.value)
        and id(node) not in unread
    ]


def reason(where: str, reasons: Mapping[str, str] = REASONS) -> str:
    """Under which path the reason for it stands; empty if there is none."""
    return next((path for path in reasons if where.startswith(path)), "")


def labels(tree: ast.AST) -> Iterator[tuple[str, str, int]]:
    """Every `Label` written in the code, with its line."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="Label"), args=[ast.Constant(value=str(zh)), *rest]):
                en = rest[0].value if rest and isinstance(rest[0], ast.Constant) else ""
                yield zh, str(en), node.lineno


def joins(where: str, tree: ast.AST) -> list[str]:
    """Where sentences or words are glued with a comma."""
    return [
        f"{where}:{node.lineno}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "join"
        and any(
            isinstance(sign, ast.Constant) and JOINTS.search(str(sign.value))
            for sign in ast.walk(node.func.value)
        )
    ]


def _unread(tree: ast.AST) -> set[int]:
    """Docstrings, patterns, words of commands, and labels that have both languages."""
    found: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant() as text):
                found.add(id(text))
            case ast.Call(func=ast.Name(id="Label"), args=[zh, _]):
                found |= {id(part) for part in ast.walk(zh)}
            case ast.Call(func=ast.Attribute(attr="compile"), args=args):
                found |= {id(part) for arg in args for part in ast.walk(arg)}
    return found
