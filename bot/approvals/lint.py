"""What is doubtful in a pack that can be used: found by trying every case its rules tell apart.

Unknown facts, roles and articles never come this far (policy.py); this looks for rules that cannot
be reached, cases without an answer and overlaps whose order nobody chose; and, for a school that
somebody reads in English, for words left untranslated.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from itertools import combinations
from typing import Any

from bot.approvals.cases import MOST, cases
from bot.approvals.conditions import Facts, Value
from bot.approvals.keeping import LEGAL_DAYS
from bot.approvals.pack import BaseRule, Kind, Pack
from bot.approvals.rules import composed
from bot.cards import Saying
from bot.conversation.form import Label
from bot.people.roles import Directory

EXAMPLES = 3  # of gaps; one more helps nobody


def lint(pack: Pack) -> tuple[Saying, ...]:
    """Everything doubtful about the pack itself."""
    return (
        *(said for kind in pack.kinds.values() for said in _of_kind(kind)),
        *_below_the_law(pack),
    )


@dataclass(slots=True)
class _Seen:
    """What happened to the rules of one kind over all its cases."""

    fired: set[int] = field(default_factory=set)  # id() of rules
    gaps: list[Facts] = field(default_factory=list)
    unsigned: set[str] = field(default_factory=set)
    tried: int = 0
    holding: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))


def _of_kind(kind: Kind) -> Iterator[Saying]:
    seen = _tried(kind)
    for rule in kind.rules:
        if id(rule) not in seen.fired:
            yield Saying("pack.lint.unreachable", {"kind": kind.id, "rule": rule.id})
    for case in seen.gaps[:EXAMPLES]:
        yield _gap(kind, case)
    for rule_id in sorted(seen.unsigned):
        yield Saying("pack.lint.nobody_signs", {"kind": kind.id, "rule": rule_id})
    yield from _overlaps(kind, seen)
    if seen.tried == MOST:
        yield Saying("pack.lint.too_many", {"kind": kind.id, "most": MOST})


def _tried(kind: Kind) -> _Seen:
    seen = _Seen()
    for number, case in enumerate(cases(kind)):
        seen.tried += 1
        refusal = next((rule for rule in kind.refusals if rule.when.holds(case)), None)
        if refusal is not None:
            seen.fired.add(id(refusal))
            continue
        _routed(kind, case, number, seen)
    return seen


def _routed(kind: Kind, case: Facts, number: int, seen: _Seen) -> None:
    holding = [rule for rule in kind.base if rule.when.holds(case)]
    for rule in holding:
        seen.holding[id(rule)].add(number)
    if not holding:
        seen.gaps.append(case)
        return
    addons = [rule for rule in kind.addons if rule.when.holds(case)]
    seen.fired.update(map(id, (holding[0], *addons)))
    if composed(holding[0], addons) is None:
        seen.unsigned.add(holding[0].id)


def _overlaps(kind: Kind, seen: _Seen) -> Iterator[Saying]:
    """Two base chains for one case, neither the narrower: the order of the file decides unseen."""
    for first, second in combinations(kind.base, 2):
        one, other = seen.holding[id(first)], seen.holding[id(second)]
        both = one & other
        if both and both not in (one, other) and _ladder(first) != _ladder(second):
            values = {"kind": kind.id, "first": first.id, "second": second.id}
            yield Saying("pack.lint.overlap", values)


def _ladder(rule: BaseRule) -> tuple[tuple[str, ...], ...]:
    return tuple(step.roles for step in rule.steps)


def _gap(kind: Kind, case: Facts) -> Saying:
    stated = [f"{name} = {_told(value)}" for name, value in case.items() if value]
    if not stated:
        return Saying("pack.lint.plain_gap", {"kind": kind.id})
    return Saying("pack.lint.gap", {"kind": kind.id, "facts": "; ".join(stated)})


def _told(value: Value) -> str:
    """As a pack would write it."""
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    return "true" if value is True else str(value)


def signers(kind: Kind) -> tuple[str, ...]:
    """Roles some rule of this kind may ask for a signature."""
    steps = [step for rule in kind.base for step in rule.steps]
    steps += [step for rule in kind.addons for step in rule.steps]
    return tuple(dict.fromkeys(role for step in steps for role in step.roles))


def _below_the_law(pack: Pack) -> Iterator[Saying]:
    if 0 < pack.retention_days < pack.legal_retention_days:
        days = {"own": pack.retention_days, "legal": pack.legal_retention_days}
        yield Saying("pack.lint.retention_below_law", days)
    if pack.keeping.entries < LEGAL_DAYS:
        days = {"own": pack.keeping.entries, "legal": LEGAL_DAYS}
        yield Saying("pack.lint.records_below_law", days)


def untranslated(pack: Pack) -> tuple[str, ...]:
    """Where words stand that have no English; an English reader meets the Chinese ones."""
    return tuple(_without_english(pack, ""))


def _without_english(thing: Any, at: str) -> Iterator[str]:
    match thing:
        case Label():
            if thing.zh and not thing.en:
                yield at
        case Mapping():
            for name, inner in thing.items():
                yield from _without_english(inner, f"{at}.{name}")
        case tuple():
            for number, inner in enumerate(thing):
                yield from _without_english(inner, f"{at}[{number}]")
        case _ if is_dataclass(thing):
            for part in fields(thing):
                inner = getattr(thing, part.name)
                yield from _without_english(inner, f"{at}.{part.name}".removeprefix("."))


def vacant(
    pack: Pack, directory: Directory, owners: Iterable[str] = ()
) -> tuple[tuple[Saying, bool], ...]:
    """Seats some rule may ask for and nobody holds, each with whether it would get stuck.

    `owners` are the units that own cameras. A post above that is held signs for a vacant one.
    """
    return tuple(_vacancy(pack, directory, *s) for s in vacant_seats(pack, directory, owners))


def vacant_seats(
    pack: Pack, directory: Directory, owners: Iterable[str] = ()
) -> tuple[tuple[str, str], ...]:
    """Role and unit of each."""
    units = {"applicant_unit": _filing_units(directory), "owner_units": tuple(owners)}
    seats = (
        (role, unit)
        for role in dict.fromkeys(r for kind in pack.kinds.values() for r in signers(kind))
        for unit in units.get(pack.roles[role].scope, ("",))
    )
    return tuple(seat for seat in seats if not _held(pack, directory, *seat))


def _filing_units(directory: Directory) -> tuple[str, ...]:
    """Units people file from; where teachers have classes, theirs, for pupils are asked through
    them and only their units have heads who sign."""
    active = [person for person in directory.persons.values() if person.active and person.unit]
    teaching = [person for person in active if person.classes]
    return tuple(dict.fromkeys(person.unit for person in teaching or active))


def _held(pack: Pack, directory: Directory, role: str, unit: str) -> bool:
    heads = [head.id for head in pack.roles.values() if unit and unit in head.heads]
    return bool(directory.holders(heads[0]) if heads else directory.holders(role, unit))


def _vacancy(pack: Pack, directory: Directory, role: str, unit: str) -> tuple[Saying, bool]:
    above = pack.roles[role].above
    while above and not directory.holders(above):
        above = pack.roles[above].above
    values = {"post": pack.roles[role].of(unit)}
    if not above:
        return Saying("pack.lint.stuck", values), True
    return Saying("pack.lint.vacant", {**values, "above": pack.roles[above].name}), False
