"""Match tables: `when = { owner = "public", flags_any = ["privacy"] }` over a kind's facts.

Every line of a table must hold; a list of tables holds when one of them does; an empty table always
does. The matchers are closed: a value, a list of values (any of), `<list>_any`, `<list>_all`, and
`not_` before any of them. There is no expression language.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.approvals.vocabulary import Fact, FactKind, Vocabulary
from bot.cards import Saying

Value = str | bool | frozenset[str]
Facts = Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matcher:
    """One line of a match table."""

    fact: str
    among: frozenset[str | bool]
    all_of: bool = False
    negated: bool = False

    def holds(self, facts: Facts) -> bool:
        value = facts[self.fact]
        if not isinstance(value, frozenset):
            found = value in self.among
        elif self.all_of:
            found = self.among <= value
        else:
            found = not self.among.isdisjoint(value)
        return found != self.negated


@dataclass(frozen=True, slots=True)
class Condition:
    """Alternatives, each a conjunction; `Condition()` always holds, for its one table is empty."""

    alternatives: tuple[tuple[Matcher, ...], ...] = ((),)

    def holds(self, facts: Facts) -> bool:
        return any(all(line.holds(facts) for line in table) for table in self.alternatives)

    def matchers(self) -> Iterator[Matcher]:
        for table in self.alternatives:
            yield from table


ALWAYS = Condition()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that cannot be read: its key in the table and what is wrong."""

    key: str
    sentence: Saying


def read(when: Any, facts: Vocabulary) -> tuple[Condition, tuple[Unreadable, ...]]:
    """The condition `when` describes, with every mistake in it."""
    tables = when if isinstance(when, list) else [when]
    mistakes: list[Unreadable] = []
    alternatives: list[tuple[Matcher, ...]] = []
    for table in tables:
        if not isinstance(table, dict):
            mistakes.append(_unreadable("", "not_a_match_table"))
            continue
        lines = [_line(key, wanted, facts) for key, wanted in table.items()]
        mistakes += [line for line in lines if isinstance(line, Unreadable)]
        alternatives.append(tuple(line for line in lines if isinstance(line, Matcher)))
    return Condition(tuple(alternatives)), tuple(mistakes)


def _line(key: str, wanted: Any, facts: Vocabulary) -> Matcher | Unreadable:
    name, negated = (key, False) if key in facts else _cut(key)
    name, suffix = _suffix(name, facts)
    fact = facts.get(name)
    if fact is None:
        return _unreadable(key, "unknown_fact", fact=key, known=tuple(facts))
    if (fact.kind is FactKind.LIST) != bool(suffix):
        how = "list_matcher" if fact.kind is FactKind.LIST else "matcher"
        return _unreadable(key, how, fact=name)
    among = wanted if isinstance(wanted, list) else [wanted]
    if not among or not all(allowed(fact, value) for value in among):
        return Unreadable(key, not_a_value(fact, wanted))
    return Matcher(fact=name, among=frozenset(among), all_of=suffix == "_all", negated=negated)


def _unreadable(key: str, sentence: str, **values: Any) -> Unreadable:
    return Unreadable(key, Saying(f"pack.mistake.{sentence}", values))


def _cut(key: str) -> tuple[str, bool]:
    return (key.removeprefix("not_"), True) if key.startswith("not_") else (key, False)


def _suffix(name: str, facts: Vocabulary) -> tuple[str, str]:
    for suffix in ("_any", "_all"):
        if name not in facts and name.endswith(suffix):
            return name.removesuffix(suffix), suffix
    return name, ""


def allowed(fact: Fact, value: Any) -> bool:
    """Whether `value` is one this fact, or one item of this list, may have."""
    if fact.kind is FactKind.YES_NO:
        return isinstance(value, bool)
    return isinstance(value, str) and value in fact.values


def not_a_value(fact: Fact, value: Any) -> Saying:
    known = fact.values or ("true", "false")
    values = {"fact": fact.name, "value": str(value), "known": known}
    return Saying("facts.mistake.not_a_value", values)
