"""The catalogues beside the code: which sentences are asked for, which stand, which are alike.

`python -m tests.house.catalogues` (`make locales`) prints what is missing or no longer used, and
puts the English files into the order of the Chinese ones, which are the source of truth.
"""

import ast
import re
import string
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
LOCALES = ROOT / "locales"
FOLDERS = {"zh": "zh_Hans", "en": "en"}
SPEAKING = ("Saying", "say", "says", "both")
REST = r"[\w.]+"
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[A-Za-z0-9_]+)+")
IN_PAGES = re.compile(r"""\bsay\(\s*["']([a-z][\w.]+)["'](\s*~)?""")
# Functions that put a prefix before the key they are given: name → (prefix, which argument).
Helpers = dict[str, tuple[str, int]]


@dataclass(slots=True)
class Asked:
    """What the code asks for: keys it certainly speaks, shapes of keys, and every text it holds."""

    keys: dict[str, str] = field(default_factory=dict)  # key: where
    shapes: dict[str, str] = field(default_factory=dict)  # regular expression: where
    texts: set[str] = field(default_factory=set)
    possible: set[str] = field(default_factory=set)  # shapes that may or may not be keys


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
    """Keys that stand in two rooms or twice in one, and entries marked as guesses."""
    rooms: dict[str, str] = {}
    found = [f"{key} stands twice in {room}" for room, key in _twice(language)]
    for room, message in messages(language):
        first = rooms.setdefault(str(message.id), room)
        if first != room:
            found.append(f"{message.id} stands in {first} and in {room}")
        if message.fuzzy:
            found.append(f"{message.id} is marked fuzzy")
    return found


def _twice(language: str) -> Iterator[tuple[str, str]]:
    """As written: of two entries with one key whoever reads the file sees one."""
    for room, path in files(language).items():
        written = Counter(re.findall(r'^msgid "(.+)"$', path.read_text("utf-8"), re.MULTILINE))
        yield from ((room, key) for key, times in written.items() if times > 1)


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def sources() -> list[Path]:
    return sorted(
        p for top in ("bot", "storage", "sandbox") for p in (ROOT / top).rglob("*.py")
    )


def asked() -> Asked:
    said = Asked()
    classes: dict[str, tuple[list[str], str, str]] = {}
    trees = {
        str(path.relative_to(ROOT)): ast.parse(path.read_text("utf-8")) for path in sources()
    }
    helpers = {name: one for tree in trees.values() for name, one in _helpers(tree)}
    for where, tree in trees.items():
        _walk(tree, where, said, helpers)
        classes |= dict(_classes(tree, where))
    for name, (_, code, where) in classes.items():
        if code and _refuses(name, classes):
            said.keys.setdefault(f"refusal.{code}", where)
    for page in sorted(p for top in ("bot", "sandbox") for p in (ROOT / top).rglob("*.html")):
        for key, goes_on in IN_PAGES.findall(page.read_text("utf-8")):
            kept = said.shapes if goes_on else said.keys
            kept.setdefault(re.escape(key) + REST if goes_on else key, page.name)
    return said


def _helpers(tree: ast.AST) -> Iterator[tuple[str, tuple[str, int]]]:
    """`def problem(code): return Saying(f"conversation.{code}")` and its like."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [a.arg for a in node.args.args if a.arg not in ("self", "cls")]
            for call in ast.walk(node):
                match call:
                    case ast.Call(
                        func=ast.Name(id="Saying"),
                        args=[
                            ast.JoinedStr(
                                values=[
                                    ast.Constant(value=str(prefix)),
                                    ast.FormattedValue(value=ast.Name(id=given)),
                                ]
                            ),
                            *_,
                        ],
                    ) if given in names:
                        yield node.name, (prefix, names.index(given))


def _walk(tree: ast.AST, where: str, said: Asked, helpers: Helpers) -> None:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[first, *_]):
                at = f"{where}:{node.lineno}"
                prefix, which = helpers.get(name, ("", 0))
                if name in SPEAKING:
                    _spoken(first, at, said, "")
                elif prefix and which < len(node.args):
                    _spoken(node.args[which], at, said, prefix)
            case ast.Constant(value=str(text)) if KEY.fullmatch(text):
                said.texts.add(text)
            case ast.JoinedStr() if shape := _shape(node, ""):
                said.possible.add(shape)


def _spoken(key: ast.expr, where: str, said: Asked, prefix: str) -> None:
    match key:
        # People in stories say things too; what they say has no dots.
        case ast.Constant(value=str(text)) if prefix or KEY.fullmatch(text):
            said.keys.setdefault(prefix + text, where)
        case ast.JoinedStr() if shape := _shape(key, prefix):
            said.shapes.setdefault(shape, where)
        case ast.IfExp(body=body, orelse=orelse):
            _spoken(body, where, said, prefix)
            _spoken(orelse, where, said, prefix)
        case ast.Name() if prefix:
            # Chosen a few lines above from literals, which stand among the texts.
            said.possible.add(re.escape(prefix) + REST)


def _shape(node: ast.JoinedStr, prefix: str) -> str:
    """`f"refusal.{code}"` as a pattern; empty when it is no key."""
    parts = [
        re.escape(str(p.value)) if isinstance(p, ast.Constant) else REST for p in node.values
    ]
    shape = re.escape(prefix) + "".join(parts)
    return shape if re.match(r"[a-z][a-z0-9_]*\\\.", shape) else ""


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
    shapes = [re.compile(shape) for shape in {*said.shapes, *said.possible}]
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
