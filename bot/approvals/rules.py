"""Routing: from the facts of a case to its ladder of signatures, by the rules of a pack.

The first refusal that holds wins; then the first base chain that holds; then every add-on that
holds, in order; at last, duplicates collapse to the highest occurrence. The last step always stays.
Units are bound afterwards (binding.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.approvals.binding import bound
from bot.approvals.chain import Chain, Mode, Seat, Step
from bot.approvals.collapsing import collapsed, seated
from bot.approvals.conditions import Facts, allowed, not_a_value
from bot.approvals.pack import AddOn, BaseRule, Kind, Pack, RefusalRule, Rule, Signing
from bot.approvals.refusals import Refusal, RefusedByRule
from bot.approvals.vocabulary import Fact, FactKind, Vocabulary
from bot.cards import Saying

__all__ = [
    "BadFacts",
    "NoRule",
    "Routed",
    "Rung",
    "UnknownKind",
    "answer",
    "barred",
    "bound",
    "composed",
    "ladder",
    "route",
    "seat_name",
    "settled",
]


class UnknownKind(Refusal):
    """The school's regulation knows no such request. values: kind, known, pack."""

    code = "unknown_kind"


class NoRule(Refusal):
    """The facts are complete and no base chain fits: a gap of the pack. values: kind, pack."""

    code = "no_rule"


class BadFacts(Exception):
    """What was said about the case cannot be judged. `mistakes` are all, one sentence each."""

    def __init__(self, mistakes: Iterable[Saying]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("; ".join(f"{m.key} {dict(m.values)}" for m in self.mistakes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """`rules` are all that shaped the case, the base chain's first; `told` hear without signing."""

    chain: Chain
    rules: tuple[str, ...]
    dropped: tuple[str, ...] = ()
    register_only: bool = False
    told: tuple[str, ...] = ()


def route(pack: Pack, kind: str, facts: Mapping[str, Any]) -> Routed:
    """Who must sign. Raises RefusedByRule, UnknownKind, NoRule and BadFacts."""
    rules = pack.kinds.get(kind)
    if rules is None:
        known = tuple(pack.kinds)
        raise UnknownKind(kind=kind, known=known, pack=pack.id)
    case = settled(rules.facts, facts)
    _refuse(rules, case)
    base = next((rule for rule in rules.base if rule.when.holds(case)), None)
    if base is None:
        raise _gap(pack, rules, case)
    routed = composed(base, [rule for rule in rules.addons if rule.when.holds(case)])
    if routed is None:
        raise NoRule(kind=kind, pack=pack.id)
    return routed


def settled(vocabulary: Vocabulary, facts: Mapping[str, Any]) -> Facts:
    """The facts with what is absent filled in. Raises BadFacts with every mistake."""
    mistakes = [_unknown(name, vocabulary) for name in facts if name not in vocabulary]
    known = {name: facts[name] for name in vocabulary if facts.get(name) not in (None, "")}
    for name, fact in vocabulary.items():
        if name in known:
            mistakes += _wrong(fact, known[name])
        elif fact.needed:
            mistakes.append(
                Saying("facts.mistake.needed", {"fact": name, "known": fact.values})
            )
    if mistakes:
        raise BadFacts(mistakes)
    return {
        name: _plain(known[name]) if name in known else fact.absent
        for name, fact in vocabulary.items()
    }


def _plain(value: Any) -> Any:
    return frozenset(value) if isinstance(value, list | tuple | set | frozenset) else value


def _unknown(name: str, vocabulary: Vocabulary) -> Saying:
    return Saying("facts.mistake.unknown", {"fact": name, "known": tuple(vocabulary)})


def _wrong(fact: Fact, value: Any) -> list[Saying]:
    if fact.kind is not FactKind.LIST:
        return [] if allowed(fact, value) else [not_a_value(fact, value)]
    if not isinstance(value, list | tuple | set | frozenset):
        return [Saying("facts.mistake.not_a_list", {"fact": fact.name})]
    return [not_a_value(fact, item) for item in value if not allowed(fact, item)]


def _refuse(kind: Kind, case: Facts) -> None:
    for rule in kind.refusals:
        if rule.when.holds(case):
            raise refusal(rule)


def refusal(rule: RefusalRule) -> RefusedByRule:
    message = {"zh": rule.message.zh, "en": rule.message.in_("en")}
    return RefusedByRule(rule=rule.id, article=rule.article, message=message)


def barred(kind: Kind, stated: Facts) -> RefusedByRule | None:
    """The refusal that holds whatever else will be said: every fact it looks at is stated."""
    for rule in kind.refusals:
        for table in rule.when.alternatives:
            if table and all(line.fact in stated and line.holds(stated) for line in table):
                return refusal(rule)
    return None


def _gap(pack: Pack, kind: Kind, case: Facts) -> Exception:
    """Facts nobody has stated and a base chain waits for; or else the pack has a gap."""
    asked = dict.fromkeys(line.fact for rule in kind.base for line in rule.when.matchers())
    unstated = [kind.facts[name] for name in asked if case[name] == ""]
    decisive = [fact for fact in unstated if _would_settle(fact, kind, case)] or unstated
    if decisive:
        return BadFacts(
            Saying("facts.mistake.needed", {"fact": f.name, "known": f.values})
            for f in decisive
        )
    return NoRule(kind=kind.id, pack=pack.id)


def _would_settle(fact: Fact, kind: Kind, case: Facts) -> bool:
    cases = ({**case, fact.name: value} for value in fact.values)
    return any(rule.when.holds(known) for known in cases for rule in kind.base)


def composed(base: BaseRule, addons: list[AddOn]) -> Routed | None:
    """None when add-ons took every signature away: nobody is ever asked by accident of a pack."""
    steps = _steps(base, base.steps)
    for rule in addons:
        steps = _without(steps, rule.replaces)
        steps = _placed(steps, _steps(rule, rule.steps), rule.before)
    for rule in addons:
        steps = [_marked(step, rule) for step in steps]
    if not steps and not base.register_only:
        return None
    told = dict.fromkeys((*base.tells, *(role for rule in addons for role in rule.tells)))
    return Routed(
        chain=Chain(steps=collapsed(steps), tells=tuple(Seat(role=role) for role in told)),
        rules=(base.id, *(rule.id for rule in addons)),
        dropped=tuple(dict.fromkeys(wish for rule in addons for wish in rule.drops)),
        register_only=not steps,
        told=tuple(told),
    )


def _steps(rule: Rule, signings: Iterable[Signing]) -> list[Step]:
    return [
        Step(
            seats=tuple(
                Seat(role=role, rules=(rule.id,), articles=(signing.article or rule.article,))
                for role in signing.roles
            ),
            mode=signing.mode,
            needed=signing.needed,
        )
        for signing in signings
    ]


def _placed(steps: list[Step], new: list[Step], before: str) -> list[Step]:
    places = [n for n, step in enumerate(steps) if any(s.role == before for s in step.seats)]
    at = places[0] if before and places else len(steps)
    return [*steps[:at], *new, *steps[at:]]


def _without(steps: list[Step], roles: tuple[str, ...]) -> list[Step]:
    left = [seated(step, (s for s in step.seats if s.role not in roles)) for step in steps]
    return [step for step in left if step.seats]


def _marked(step: Step, rule: AddOn) -> Step:
    return seated(step, (_asked(seat, rule) for seat in step.seats))


def _asked(seat: Seat, rule: AddOn) -> Seat:
    if seat.role not in rule.marks:
        return seat
    return replace(
        seat,
        rules=tuple(dict.fromkeys((*seat.rules, rule.id))),
        articles=tuple(dict.fromkeys((*seat.articles, rule.article))),
    )


def answer(outcome: Routed | RefusedByRule, language: str) -> dict[str, Any]:
    """The machine-readable answer of `diaoyue route` (contract §5)."""
    if isinstance(outcome, RefusedByRule):
        message = outcome.values["message"]
        return {
            "outcome": "refused",
            "rule": outcome.values["rule"],
            "article": outcome.values["article"],
            "message": message.get(language) or message["zh"],
        }
    return {
        "outcome": "route",
        "steps": [[seat.role for seat in step.seats] for step in outcome.chain.steps],
        "rules": list(outcome.rules),
        "dropped": list(outcome.dropped),
        "register_only": outcome.register_only,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step for people to read: who signs together, how, and by which words of which article."""

    number: int  # from 1
    names: tuple[str, ...]
    mode: Mode
    needed: int
    rules: tuple[str, ...]
    articles: tuple[tuple[str, str], ...]  # number and text


def ladder(pack: Pack, chain: Chain, language: str) -> tuple[Rung, ...]:
    """The chain as people read it, each step with the article behind it."""
    return tuple(
        Rung(
            number=number,
            names=tuple(seat_name(pack, seat, language) for seat in step.seats),
            mode=step.mode,
            needed=step.needed,
            rules=tuple(dict.fromkeys(rule for s in step.seats for rule in s.rules)),
            articles=tuple(
                (article, pack.articles[article].in_(language))
                for article in dict.fromkeys(a for s in step.seats for a in s.articles)
            ),
        )
        for number, step in enumerate(chain.steps, 1)
    )


def seat_name(pack: Pack, seat: Seat, language: str) -> str:
    return pack.roles[seat.role].of(seat.unit).in_(language)
