"""The list of people as a school sends it in: everybody, or every mistake in it."""

import difflib
from collections.abc import Collection, Iterable, Iterator

from bot.cards import Saying
from bot.people.lookalikes import drawn
from bot.people.person import Account, Person, PersonId, Platform, Post
from bot.people.sheets import Row, filled, mistake, read

COLUMNS = (
    "id",
    "name",
    "unit",
    "roles",
    "classes",
    "wecom",
    "telegram",
    "wechat",
    "language",
)
REQUIRED = ("id", "name")
LANGUAGES = ("zh", "en")
# Known in every school: who keeps this product, and everybody without a post of his own.
EVERYWHERE = ("admin", "staff")


def people(
    _filename: str, data: bytes, *, roles: Collection[str]
) -> tuple[tuple[Person, ...], tuple[Saying, ...]]:
    """The persons listed, and all mistakes at once; with a mistake nothing may be kept.

    `roles` are the pack's role ids; `admin` and `staff` are known everywhere.
    """
    sheet = filled(read(data, COLUMNS, REQUIRED))
    known = {*roles, *EVERYWHERE}
    mistakes = [
        *sheet.mistakes,
        *(m for row in sheet.rows for m in _alone(row, known)),
        *_between(sheet.rows),
        *_alike(sheet.rows),
    ]
    mistakes.sort(key=lambda m: m.values.get("row", 0))
    if mistakes:
        return (), tuple(mistakes)
    return tuple(map(_person, sheet.rows)), ()


def _person(row: Row) -> Person:
    return Person(
        id=PersonId(row["id"]),
        name=row["name"],
        unit=row["unit"],
        posts=tuple(dict.fromkeys(map(Post.read, row.listed("roles")))),
        classes=row.listed("classes"),
        accounts=tuple(_accounts(row)),
        language=row["language"].lower(),
    )


def _accounts(row: Row) -> Iterator[Account]:
    for platform in Platform:
        address = _address(row, platform)
        if address:
            yield Account(platform=platform, address=address)


def _address(row: Row, platform: Platform) -> str:
    """WeCom userids differ in nothing but case only by mistake; the platform itself ignores it."""
    address = row[platform.value]
    return address.lower() if platform is Platform.WECOM else address


def _alone(row: Row, roles: Collection[str]) -> Iterator[Saying]:
    """What is wrong with a row, whatever the others say."""
    for column in REQUIRED:
        if not row[column]:
            yield mistake(row.number, column, "required")
    if row["id"] and not _is_id(row["id"]):
        yield mistake(row.number, "id", "bad_id", value=row["id"])
    for text in row.listed("roles"):
        yield from _role_mistakes(row, text, roles)
    if row["telegram"] and not (row["telegram"].isascii() and row["telegram"].isdigit()):
        yield mistake(row.number, "telegram", "bad_telegram", value=row["telegram"])
    if row["language"].lower() not in ("", *LANGUAGES):
        yield mistake(
            row.number, "language", "unknown_language", value=row["language"], known=LANGUAGES
        )


def _is_id(text: str) -> bool:
    """It is printed in taps, addresses and file names: one word, without separators."""
    return len(text) <= 64 and all(c.isalnum() or c in "-_." for c in text)


def _role_mistakes(row: Row, text: str, roles: Collection[str]) -> Iterator[Saying]:
    post = Post.read(text)
    if post.role not in roles:
        near = difflib.get_close_matches(post.role, sorted(roles), n=1)
        if near:
            yield mistake(row.number, "roles", "role_typo", value=post.role, near=near[0])
        else:
            known = sorted(roles)
            yield mistake(row.number, "roles", "unknown_role", value=post.role, known=known)
    elif "@" in text and not post.unit:
        yield mistake(row.number, "roles", "role_without_unit", value=text)


def _between(rows: Iterable[Row]) -> Iterator[Saying]:
    """What two rows may not share."""
    owners: dict[tuple[str, str], Row] = {}
    for row in rows:
        for column, value, key in _unique(row):
            first = owners.setdefault((column, value), row)
            if first is not row:
                yield mistake(row.number, column, key, value=value, first=first.number)


def _alike(rows: Iterable[Row]) -> Iterator[Saying]:
    """Whoever approves is known to others by his name."""
    seen: dict[str, Row] = {}
    for row in rows:
        first = seen.setdefault(drawn(row["name"]), row)
        if first["name"] != row["name"]:
            yield mistake(
                row.number, "name", "lookalike", value=row["name"], first=first.number
            )


def _unique(row: Row) -> Iterator[tuple[str, str, str]]:
    if row["id"]:
        yield "id", row["id"], "id_twice"
    for platform in Platform:
        if address := _address(row, platform):
            yield platform.value, address, "account_twice"
    for class_ in row.listed("classes"):
        yield "classes", class_, "class_twice"
