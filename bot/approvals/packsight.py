"""From the rows of a pack to who may see what, and to how students are written without names."""

from collections.abc import Iterator

from bot.approvals.mistakes import Findings
from bot.approvals.packrows import AddOnRow, BaseRow, KindRow, PackRow
from bot.approvals.packvalues import with_gaps
from bot.people.students import PART, StudentCodes


def roles(
    names: list[str], pack: PackRow, at: str, key: str, findings: Findings
) -> tuple[str, ...]:
    for name in names:
        findings.known(name, pack.roles, at, key, "unknown_role")
    return tuple(names)


def visible_to(
    row: KindRow, judged: KindRow, pack: PackRow, at: str, findings: Findings
) -> tuple[str, ...]:
    """Whoever works on a restricted kind must be able to see it, and its book must be its own: a
    gap in the numbers of a shared one would tell that there is a case. `judged`: whose rules."""
    seeing = roles(row.visible_to, pack, at, "visible_to", findings)
    if seeing:
        for role in sorted(({*_signing(judged), *_doing(row)} & {*pack.roles}) - {*seeing}):
            findings.note(at, "visible_to", "works_unseeing", name=role)
        shared = {book for k in pack.kinds.values() if not k.visible_to for book in _books(k)}
        for book in sorted({*_books(row)} & shared):
            findings.note(at, "tasks", "book_shared", name=book)
    return seeing


def _signing(row: KindRow) -> Iterator[str]:
    rules: tuple[BaseRow | AddOnRow, ...] = (*row.base, *row.addons)
    for rule in rules:
        yield from (role for step in rule.steps for role in step.roles)
        yield from rule.tells


def _doing(row: KindRow) -> Iterator[str]:
    """Also who hears when it is late; "requester" and the like are no roles."""
    for task in row.tasks:
        yield from (*task.actor, *task.tells)


def _books(row: KindRow) -> Iterator[str]:
    for task in row.tasks:
        yield from task.books


def students(pack: PackRow, findings: Findings) -> StudentCodes | None:
    row = pack.students
    if row is None:
        return None
    findings.known(row.article, pack.articles, "students", "article", "unknown_article")
    parts = tuple(name for name, _ in PART.findall(row.shape))
    if not _fills(row.class_name, parts) or "{" in PART.sub("", row.shape):
        findings.note("students", "class_name", "student_parts", known=parts)
        return None
    codes = StudentCodes(
        shape=row.shape,
        names=row.class_name,
        words=row.words,
        example=row.example,
        article=row.article,
    )
    if codes.read(row.example) is None:
        findings.note("students", "example", "student_example", got=row.example)
    return codes


def _fills(class_name: str, parts: tuple[str, ...]) -> bool:
    if with_gaps(class_name, **dict.fromkeys(parts, "1")) is None:
        return False
    return len(parts) == len({*parts}) and all(part.isidentifier() for part in parts)
