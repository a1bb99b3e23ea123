"""Packs: a school's regulation, read from one TOML file into checked frozen data.

`named` is the door. Whatever is wrong with a file is said at once, with its table and key.
"""

import hashlib
import re
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from bot.approvals import packalerts, packhours, packsight
from bot.approvals.keeping import Keeping
from bot.approvals.mistakes import Findings, Mistake, PackMistakes
from bot.approvals.pack import (
    AddOn,
    BaseRule,
    Book,
    Column,
    Confirm,
    Kind,
    Pack,
    RefusalRule,
    Role,
    Room,
    Rule,
    Signing,
    TaskKind,
)
from bot.approvals.packcalendar import duties
from bot.approvals.packfile import read
from bot.approvals.packforms import form, states_known
from bot.approvals.packrows import (
    BookRow,
    ConfirmRow,
    KindRow,
    LabelRow,
    PackRow,
    RoleRow,
    RoomRow,
)
from bot.approvals.packrules import Rulebook, label, rule_ids_differ, switched_on, twice
from bot.approvals.packtasks import tasks
from bot.approvals.packvalues import with_gaps
from bot.approvals.vocabulary import Fact, FactKind, Vocabulary, vocabulary
from bot.cameras.zone import Zone
from bot.conversation.form import Label

__all__ = [
    "SHIPPED",
    "AddOn",
    "BaseRule",
    "Book",
    "Column",
    "Confirm",
    "Kind",
    "Mistake",
    "Pack",
    "PackMistakes",
    "RefusalRule",
    "Role",
    "Room",
    "Rule",
    "Signing",
    "TaskKind",
    "load",
    "named",
]

SHIPPED = ("k12_ta_2024", "uni_gz_2022")
SHELF = Path(__file__).parent / "packs"

ANYBODY = "staff"
DORMITORY = "dormitory"
COLUMN_SOURCES = (
    "serial",
    "retrieved_at",
    "persons_and_unit",
    "persons",
    "unit",
    "approvers",
    "copied",
    "zone_span_reason",
    "zone_span",
    "zone",
    "span",
    "purpose",
    "destination",
    "backup",
    "remarks",
    "duty_officer",
    "date",
    "in_out",
    "disposal",
)
# KIND:key prints one field of an entry; dots reach into tables.
COLUMN_KINDS = (
    "text",
    "day",
    "moment",
    "clock",
    "span",
    "people",
    "yes_no",
    "number",
    "list",
    "lines",
    "cameras",
)
_FIELD = re.compile(rf"({'|'.join(COLUMN_KINDS)}):[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")


def named(pack: str | Path) -> Pack:
    """A shipped pack by its id, any other by the path of its file.

    Raises PackMistakes when the file cannot be used, OSError never.
    """
    return _shipped(str(pack)) if pack in SHIPPED else load(Path(pack))


@cache
def _shipped(pack: str) -> Pack:
    """A release never changes while it runs, and reading a pack takes a tenth of a second."""
    return load(SHELF / f"{pack}.toml")


def load(path: Path) -> Pack:
    findings = Findings(path.name)
    try:
        raw = path.read_bytes()
    except OSError as error:
        findings.note("", "", "no_file", why=error.strerror or "", shipped=SHIPPED)
        raise PackMistakes(findings.mistakes) from None
    return understood(raw, findings)


def understood(raw: bytes, findings: Findings) -> Pack:
    """The pack these bytes say. Raises PackMistakes."""
    if row := read(raw, findings):
        pack = _pack(row, hashlib.sha256(raw).hexdigest()[:12], findings)
        if not findings.mistakes:
            return pack
    raise PackMistakes(findings.mistakes)


def _pack(row: PackRow, digest: str, findings: Findings) -> Pack:
    _check_roles(row, findings)
    _check_words(row, findings)
    return Pack(
        id=row.id,
        title=label(row.title),
        document=row.document,
        version=f"{row.version}+{digest}",
        issued=row.issued or date.min,
        articles=_labels(row.articles),
        roles=MappingProxyType({id_: _role(id_, r) for id_, r in row.roles.items()}),
        flags=_labels(row.flags),
        window_flags=tuple(row.window_flags),
        zones=_zones(row, findings),
        zone_kinds=_labels(row.zone_kinds),
        topics=_labels(row.topics),
        rooms=MappingProxyType(
            {id_: _room(id_, r, row, findings) for id_, r in row.rooms.items()}
        ),
        everywhere=tuple(row.everywhere),
        kinds=MappingProxyType(
            {
                id_: _kind(id_, k, row, findings)
                for id_, k in row.kinds.items()
                if switched_on(row, k.only_if, f"kinds.{id_}", findings)
            }
        ),
        books=MappingProxyType(
            {id_: _book(id_, b, row, findings) for id_, b in row.books.items()}
        ),
        retention_days=row.retention_days,
        legal_retention_days=row.legal_retention_days,
        switches=MappingProxyType({id_: s.value for id_, s in row.switches.items()}),
        clocks=MappingProxyType(dict(row.clocks)),
        prohibitions=_labels(row.prohibitions),
        retention_article=row.retention_article,
        keeps_cameras=packsight.roles(row.keeps_cameras, row, "", "keeps_cameras", findings),
        calendar=duties(row, findings),
        keeping=Keeping(**row.retention.model_dump()),
        students=packsight.students(row, findings),
        hours=packhours.hours(row.working_time, findings),
        alerts=packalerts.alerts(row, findings),
        sees_all=packsight.roles(row.sight.all, row, "sight", "all", findings),
    )


def _labels(rows: dict[str, LabelRow]) -> MappingProxyType[str, Label]:
    return MappingProxyType({name: label(row) for name, row in rows.items()})


def _role(id_: str, row: RoleRow) -> Role:
    return Role(
        id=id_,
        name=label(row.name),
        scope=row.scope,
        above=row.above,
        heads=tuple(row.heads),
        same_post=row.same_post,
        proxies=tuple(row.proxies),
    )


def _check_roles(row: PackRow, findings: Findings) -> None:
    for id_, role in row.roles.items():
        at = f"roles.{id_}"
        findings.known(role.above, row.roles, at, "above", "unknown_role")
        findings.known(role.same_post, row.roles, at, "same_post", "unknown_role")
        for proxy in role.proxies:
            findings.known(proxy, row.roles, at, "proxies", "unknown_role")
        if id_ in _everybody_above(id_, row.roles):
            findings.note(at, "above", "above_in_a_circle")


def _everybody_above(id_: str, roles: dict[str, RoleRow]) -> list[str]:
    found: list[str] = []
    while (role := roles.get(id_)) and (id_ := role.above) and id_ not in found:
        found.append(id_)
    return found


def _room(id_: str, row: RoomRow, pack: PackRow, findings: Findings) -> Room:
    at = f"rooms.{id_}"
    findings.known(row.article, pack.articles, at, "article", "unknown_article")
    for key, roles in (("keys", row.keys), ("enters", row.enters)):
        for role in roles:
            findings.known(role, pack.roles, at, key, "unknown_role")
    return Room(
        id=id_,
        name=label(row.name),
        keys=tuple(row.keys),
        enters=tuple(row.enters),
        article=row.article,
    )


def _check_words(row: PackRow, findings: Findings) -> None:
    named = row.retention_article
    findings.known(named, row.articles, "", "retention_article", "unknown_article")
    for flag in row.window_flags:
        findings.known(flag, row.flags, "", "window_flags", "unknown_flag")
    for article in row.prohibitions:
        findings.known(article, row.articles, "prohibitions", article, "unknown_article")
    for name, switch in row.switches.items():
        noted = findings.noted(f"switches.{name}", "value")
        if switch.allowed and switch.value not in switch.allowed and not noted:
            known = tuple(map(str, switch.allowed))
            findings.note(
                f"switches.{name}", "value", "not_one_of", got=str(switch.value), known=known
            )


def _zones(row: PackRow, findings: Findings) -> tuple[Zone, ...]:
    flags = (*row.flags, DORMITORY)
    for name in twice(zone.id for zone in row.zones):
        findings.note("zones", "id", "zone_twice", name=name)
    for name in twice(word for zone in row.zones for word in {zone.name, *zone.aliases}):
        findings.note("zones", "aliases", "alias_twice", name=name)
    for number, zone in enumerate(row.zones):
        for flag in zone.flags:
            findings.known(flag, flags, f"zones[{number}]", "flags", "unknown_flag")
    return tuple(
        Zone(
            id=zone.id,
            name=zone.name,
            owners=tuple(zone.owners),
            aliases=tuple(zone.aliases),
            flags=tuple(zone.flags),
        )
        for zone in row.zones
    )


def _kind(id_: str, row: KindRow, pack: PackRow, findings: Findings) -> Kind:
    at = f"kinds.{id_}"
    judged = _judged_by(row, pack, at, findings)
    facts = _facts(row.like or id_, judged, pack, findings)
    rules = Rulebook(pack, facts, findings)
    rule_ids_differ(pack, judged, at, findings)
    for role in row.may_file:
        findings.known(role, (*pack.roles, ANYBODY), at, "may_file", "unknown_role")
    _check_number(row.number, at, findings)
    for number, addon in enumerate(row.addons):
        fields = {f.key for f in row.fields if f.narrows and f.kind == "yes_no"}
        if row.fields:
            findings.known(addon.wish, fields, f"{at}.addons[{number}]", "wish", "unknown_wish")
    title = label(row.title)
    asked = form(id_, title, row.fields, pack, f"{at}.fields", findings)
    states_known(asked, facts, f"{at}.fields", findings)
    findings.known(row.topic, pack.topics, at, "topic", "unknown_topic")
    return Kind(
        id=id_,
        topic=row.topic,
        series=row.like or id_,
        title=title,
        paper=label(row.paper),
        number=row.number,
        may_file=tuple(row.may_file),
        form=asked if row.fields else None,
        facts=facts,
        refusals=rules.refusals(judged.refusals, f"{at}.refusals"),
        base=rules.base(judged.base, f"{at}.base"),
        addons=rules.addons(judged.addons, f"{at}.addons"),
        reject_reasons=tuple(map(label, row.reject_reasons)),
        return_reasons=tuple(map(label, row.return_reasons)),
        report_phrases=tuple(map(label, row.report_phrases)),
        tasks=tasks(row.tasks, row.fields, pack, f"{at}.tasks", findings),
        withdrawable=row.withdrawable,
        words=tuple(row.words),
        unless=tuple(row.unless),
        confirm=_confirm(row.confirm, rules, f"{at}.confirm") if row.confirm else None,
        urgent=row.urgent,
        extends=row.extends,
        visible_to=packsight.visible_to(row, judged, pack, at, findings),
    )


def _confirm(row: ConfirmRow, rules: Rulebook, at: str) -> Confirm:
    return Confirm(
        when=rules.condition(row.when, at),
        roles=rules.roles(row.roles, at, "roles"),
        by=row.by,
        minutes=row.remembered_minutes,
    )


def _judged_by(row: KindRow, pack: PackRow, at: str, findings: Findings) -> KindRow:
    """The kind whose rules route this one: its own, or those of the kind it is `like`."""
    findings.known(row.like, pack.kinds, at, "like", "unknown_kind")
    if row.like:
        if row.base or row.addons or row.refusals:
            findings.note(at, "like", "like_has_rules")
        return pack.kinds.get(row.like, row)
    if not row.base:
        findings.note(at, "base", "missing")
    return row


def _facts(id_: str, row: KindRow, pack: PackRow, findings: Findings) -> Vocabulary:
    own = []
    for name, fact in row.facts.items():
        kind = FactKind(fact.kind)
        if (kind is FactKind.YES_NO) == bool(fact.values):
            findings.note(f"kinds.{id_}.facts.{name}", "values", "fact_values")
        own.append(Fact(name=name, kind=kind, values=tuple(fact.values)))
    return MappingProxyType(dict(vocabulary(id_, tuple(pack.flags), tuple(own))))


def _check_number(number: str, at: str, findings: Findings) -> None:
    shown = {with_gaps(number, year=2026, serial=serial) for serial in (1, 2)}
    if number and len(shown) < 2:
        findings.note(at, "number", "number")


def _book(id_: str, row: BookRow, pack: PackRow, findings: Findings) -> Book:
    at = f"books.{id_}"
    findings.known(row.article, pack.articles, at, "article", "unknown_article")
    for number, column in enumerate(row.columns):
        if not _FIELD.fullmatch(column.source):
            place = f"{at}.columns[{number}]"
            sources = (*COLUMN_SOURCES, *(f"{kind}:key" for kind in COLUMN_KINDS))
            findings.known(column.source, sources, place, "source", "unknown_source")
    return Book(
        id=id_,
        title=label(row.title),
        columns=tuple(
            Column(title=c.title, source=c.source, width=c.width) for c in row.columns
        ),
        article=row.article,
        signatures=tuple(row.signatures),
    )
