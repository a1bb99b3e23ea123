"""From the rows of a kind's rules to rules, compared with what else the pack defines."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.approvals import conditions
from bot.approvals.chain import Mode
from bot.approvals.conditions import Condition
from bot.approvals.mistakes import Findings
from bot.approvals.pack import AddOn, BaseRule, RefusalRule, Rule, Signing
from bot.approvals.packrows import (
    AddOnRow,
    BaseRow,
    KindRow,
    LabelRow,
    PackRow,
    RefusalRow,
    RuleRow,
    SigningRow,
)
from bot.approvals.vocabulary import FactKind, Vocabulary
from bot.conversation.form import Label

AnyRow = TypeVar("AnyRow", bound=RuleRow)
AnyRule = TypeVar("AnyRule", bound=Rule)


def label(row: LabelRow) -> Label:
    return Label(row.zh, row.en)


def switched_on(row: PackRow, only_if: Mapping[str, Any], at: str, findings: Findings) -> bool:
    """Whether the pack's switches stand as `only_if` asks; a rule otherwise does not exist."""
    for name, wanted in only_if.items():
        findings.known(name, row.switches, at, f"only_if.{name}", "unknown_switch")
        allowed = row.switches[name].allowed if name in row.switches else []
        if allowed and wanted not in allowed:
            known = tuple(map(str, allowed))
            findings.note(at, f"only_if.{name}", "not_one_of", got=str(wanted), known=known)
    return stands(row, only_if)


def stands(row: PackRow, only_if: Mapping[str, Any]) -> bool:
    switches = row.switches
    return all(n in switches and switches[n].value == wanted for n, wanted in only_if.items())


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Reads one kind's rules; `pack` is the whole file, for roles, articles and switches."""

    pack: PackRow
    facts: Vocabulary
    findings: Findings

    def refusals(self, rows: list[RefusalRow], at: str) -> tuple[RefusalRule, ...]:
        return self._standing(rows, at, self._refusal)

    def base(self, rows: list[BaseRow], at: str) -> tuple[BaseRule, ...]:
        return self._standing(rows, at, self._base)

    def addons(self, rows: list[AddOnRow], at: str) -> tuple[AddOn, ...]:
        return self._standing(rows, at, self._addon)

    def _standing(
        self, rows: list[AnyRow], at: str, read: Callable[[AnyRow, str], AnyRule]
    ) -> tuple[AnyRule, ...]:
        rules = []
        for number, row in enumerate(rows):
            place = f"{at}[{number}]"
            rule = read(row, place)
            if switched_on(self.pack, row.only_if, place, self.findings):
                rules.append(rule)
        return tuple(rules)

    def _refusal(self, row: RefusalRow, at: str) -> RefusalRule:
        for kind in row.instead.begins:
            self.findings.known(kind, self.pack.kinds, at, "instead.begins", "unknown_kind")
        return RefusalRule(
            **self._common(row, at),
            message=label(row.message),
            begins=tuple(row.instead.begins),
            tells=self.roles(row.instead.tells, at, "instead.tells"),
        )

    def _base(self, row: BaseRow, at: str) -> BaseRule:
        if bool(row.steps) == row.register_only and not self.findings.noted(at, "steps"):
            self.findings.note(at, "steps", "steps_or_register_only")
        return BaseRule(
            **self._common(row, at),
            steps=self._steps(row.steps, at),
            register_only=row.register_only,
            tells=self.roles(row.tells, at, "tells"),
        )

    def _addon(self, row: AddOnRow, at: str) -> AddOn:
        for wish in row.drops:
            if wish not in self.facts or self.facts[wish].kind is not FactKind.YES_NO:
                self.findings.note(at, "drops", "not_a_wish", name=wish)
        if row.wish and not row.marks:
            self.findings.note(at, "wish", "wish_without_mark")
        if row.reports and not row.steps and not self.findings.noted(at, "steps"):
            self.findings.note(at, "reports", "reports_to_nobody")
        return AddOn(
            **self._common(row, at),
            steps=self._steps(row.steps, at),
            before=next(iter(self.roles([row.before], at, "before"))),
            marks=self.roles(row.marks, at, "marks"),
            drops=tuple(row.drops),
            replaces=self.roles(row.replaces, at, "replaces"),
            tells=self.roles(row.tells, at, "tells"),
            wish=row.wish,
            reports=next(iter(self.roles([row.reports], at, "reports"))),
        )

    def _common(self, row: RuleRow, at: str) -> dict[str, Any]:
        self._article(row.article, at)
        return {
            "id": row.id,
            "article": row.article,
            "src": row.src,
            "when": self.condition(row.when, at),
            "note": label(row.note),
        }

    def condition(self, written: Any, at: str) -> Condition:
        when, unreadable = conditions.read(written, self.facts)
        for line in unreadable:
            key = f"when.{line.key}" if line.key else "when"
            self.findings.say(at, key, line.sentence)
        return when

    def _article(self, article: str, at: str) -> None:
        self.findings.known(article, self.pack.articles, at, "article", "unknown_article")

    def _steps(self, rows: list[SigningRow], at: str) -> tuple[Signing, ...]:
        return tuple(self._step(row, f"{at}.steps[{n}]") for n, row in enumerate(rows))

    def _step(self, row: SigningRow, at: str) -> Signing:
        self._article(row.article, at)
        if len(set(row.roles)) < len(row.roles):
            self.findings.note(at, "roles", "role_twice")
        quorum = row.mode == Mode.QUORUM
        fits = bool(row.needed) == quorum and 0 <= row.needed <= len(row.roles)
        if not fits and not self.findings.noted(at, "mode"):
            self.findings.note(at, "needed", "needed", most=len(row.roles))
        return Signing(
            roles=self.roles(row.roles, at, "roles"),
            mode=Mode(row.mode),
            needed=row.needed,
            article=row.article,
        )

    def roles(self, names: Iterable[str], at: str, key: str) -> tuple[str, ...]:
        names = tuple(names)
        for name in names:
            self.findings.known(name, self.pack.roles, at, key, "unknown_role")
        return names


def twice(names: Iterable[str]) -> list[str]:
    """Names that stand more than once, each once, in order."""
    seen: set[str] = set()
    again: dict[str, None] = {}
    for name in names:
        if name in seen and name:
            again[name] = None
        seen.add(name)
    return list(again)


def rule_ids_differ(pack: PackRow, kind: KindRow, at: str, findings: Findings) -> None:
    """One id may stand twice only when switches choose between the two."""
    rows: list[RuleRow] = [*kind.refusals, *kind.base, *kind.addons]
    standing = [row.id for row in rows if stands(pack, row.only_if)]
    for name in twice(standing):
        findings.note(at, "", "rule_twice", name=name)
