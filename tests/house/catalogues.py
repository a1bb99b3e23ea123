"""The catalogues beside the code: which sentences are asked for, which stand, which are alike.

`python -m tests.house.catalogues` (`make locales`) prints what is missing or no longer used, and
puts the English files into the order of the Chinese ones, which are the source of truth.
"""

import ast
import re
import string
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
LOCALES = ROOT / "locales"
FOLDERS = {"zh": "zh_Hans", "en": "en"}
SPEAKING = ("Saying", "say")
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[A-Za-z0-9_]+)+")
IN_PAGES = re.compile(r"""\bsay\(\s*["']([a-z][\w.]+)["']""")


@dataclass(slots=True)
class Asked:
    """What the code asks for: keys it certainly speaks, shapes of keys, and every text it holds."""

    keys: dict[str, str] = field(default_factory=dict)  # key: where
    shapes: dict[str, str] = field(default_factory=dict)  # regular expression: where
    texts: set[str] = field(default_factory=set)


def files(language: str) -> dict[str, Path]:
    folder = LOCALES / FOLDERS[language] / "LC_MESSAGES"
    return {path.stem: path for path in sorted(folder.glob("*.po"))}


def catalog(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def sentences(language: str) -> dict[str, str]:
    """Every sentence by key."""
    return {str(m.id): str(m.string) for _, m in messages(language)}


def messages(language: str) -> Iterator[tuple[str, Message]]:
    """Every entry of a language, with its room."""
    for room, path in files(language).items():
        yield from ((room, message) for message in catalog(path) if message.id)


def doubtful(language: str) -> list[str]:
    """Keys that stand in two rooms, and entries marked as guesses."""
    rooms: dict[str, str] = {}
    found = []
    for room, message in messages(language):
        first = rooms.setdefault(str(message.id), room)
        if first != room:
            found.append(f"{message.id} stands in {first} and in {room}")
        if message.fuzzy:
            found.append(f"{message.id} is marked fuzzy")
    return found


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def sources() -> list[Path]:
    return sorted(
        p for top in ("bot", "storage", "sandbox") for p in (ROOT / top).rglob("*.py")
    )


def asked() -> Asked:
    said = Asked()
    classes: dict[str, tuple[list[str], str, str]] = {}
    for path in sources():
        tree = ast.parse(path.read_text("utf-8"))
        where = str(path.relative_to(ROOT))
        _walk(tree, where, said)
        classes |= dict(_classes(tree, where))
    for name, (_, code, where) in classes.items():
        if code and _refuses(name, classes):
            said.keys.setdefault(f"refusal.{code}", where)
    for page in sorted((ROOT / "bot").rglob("*.html")):
        for key in IN_PAGES.findall(page.read_text("utf-8")):
            said.keys.setdefault(key, str(page.relative_to(ROOT)))
    return said


def _walk(tree: ast.AST, where: str, said: Asked) -> None:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[first, *_]):
                if name in SPEAKING:
                    _spoken(first, f"{where}:{node.lineno}", said)
            case ast.Constant(value=str(text)) if KEY.fullmatch(text):
                said.texts.add(text)
            case ast.JoinedStr() if shape := _shape(node):
                said.shapes.setdefault(shape, f"{where}:{node.lineno}")


def _spoken(first: ast.expr, where: str, said: Asked) -> None:
    match first:
        case ast.Constant(value=str(key)):
            said.keys.setdefault(key, where)
        case ast.IfExp(body=body, orelse=orelse):
            _spoken(body, where, said)
            _spoken(orelse, where, said)


def _shape(node: ast.JoinedStr) -> str:
    """`f"refusal.{code}"` as a pattern; empty when it is no key."""
    match node.values[0]:
        case ast.Constant(value=str(start)) if re.fullmatch(r"[a-z][a-z0-9_]*\.[\w.]*", start):
            parts = (
                re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"[\w.]+"
                for p in node.values
            )
            return "".join(parts)
    return ""


def _classes(tree: ast.AST, where: str) -> Iterator[tuple[str, tuple[list[str], str, str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            bases = [b.id if isinstance(b, ast.Name) else ast.unparse(b) for b in node.bases]
            code = next(
                (
                    str(line.value.value)
                    for line in node.body
                    if isinstance(line, ast.Assign)
                    and isinstance(line.value, ast.Constant)
                    and any(isinstance(t, ast.Name) and t.id == "code" for t in line.targets)
                ),
                "",
            )
            yield node.name, (bases, code, f"{where}:{node.lineno}")


def _refuses(name: str, classes: dict[str, tuple[list[str], str, str]]) -> bool:
    bases = classes.get(name, ([], "", ""))[0]
    return any(b.rpartition(".")[2] == "Refusal" or _refuses(b, classes) for b in bases)


def missing(said: Asked, known: dict[str, str]) -> dict[str, str]:
    """Keys without a sentence, and shapes no sentence fits, with where they are asked for."""
    gone = {key: where for key, where in said.keys.items() if key not in known}
    return gone | {
        shape: where
        for shape, where in said.shapes.items()
        if not any(re.fullmatch(shape, key) for key in known)
    }


def unused(said: Asked, known: dict[str, str]) -> list[str]:
    shapes = [re.compile(shape) for shape in said.shapes]
    spoken = said.texts | set(said.keys)
    return [k for k in known if k not in spoken and not any(s.fullmatch(k) for s in shapes)]


def _in_order_of(source: Catalog, other: Catalog) -> Catalog:
    ordered = Catalog(locale=other.locale, header_comment="", fuzzy=False, project="diaoyue")
    for message in source:
        twin = other.get(message.id) if message.id else None
        if twin is not None:
            ordered[twin.id] = twin
    return ordered


def main() -> int:
    said, known = asked(), {name: sentences(name) for name in FOLDERS}
    for language, own in known.items():
        for key, where in missing(said, own).items():
            print(f"{language}: missing {key} ({where})")
        for doubt in doubtful(language):
            print(f"{language}: {doubt}")
        for key in unused(said, own):
            print(f"{language}: nobody says {key}")
        for key in sorted(set(known["zh"]) ^ set(own)):
            print(f"{language}: only one language has {key}")
    for room, path in files("en").items():
        source = files("zh").get(room)
        original, twin = source and catalog(source), catalog(path)
        if original and [m.id for m in original] != [m.id for m in twin]:
            ordered = _in_order_of(original, twin)
            with path.open("wb") as file:
                write_po(file, ordered, width=0, omit_header=False)
    print(f"{len(known['zh'])} sentences in {len(files('zh'))} rooms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
