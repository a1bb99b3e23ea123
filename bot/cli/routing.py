"""`route`: who would sign, and by which rule. Touches no database and no settings."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.settings import AsJson
from bot.cli.speaking import DONE, NO, VOICE, Stop, say

if TYPE_CHECKING:
    from bot.approvals.pack import Pack
    from bot.approvals.refusals import RefusedByRule
    from bot.approvals.rules import Routed


def route(
    pack: Annotated[str, typer.Option("--pack", help=say("cli.option.pack"))],
    kind: Annotated[str, typer.Option("--kind", help=say("cli.option.kind"))],
    facts: Annotated[
        str, typer.Option("--facts", metavar="FILE|-", help=say("cli.option.facts"))
    ],
    as_json: AsJson = False,
) -> None:
    from bot.approvals import policy, rules
    from bot.approvals.refusals import RefusedByRule

    regulation = policy.named(pack)
    case = _facts(facts)
    try:
        routed = rules.route(regulation, kind, case)
    except rules.BadFacts as bad:
        raise Stop(*(f"{facts}: {VOICE(mistake)}" for mistake in bad.mistakes)) from None
    except RefusedByRule as refused:
        print(
            json.dumps(_no(refused), ensure_ascii=False) if as_json else VOICE(refused.saying)
        )
        raise typer.Exit(NO) from None
    if as_json:
        print(json.dumps(_yes(routed), ensure_ascii=False))
    else:
        print("\n".join(_ladder(regulation, kind, routed)))
    raise typer.Exit(DONE)


def _facts(source: str) -> Mapping[str, Any]:
    if source == "-":
        text = sys.stdin.read()
    else:
        try:
            text = Path(source).read_text("utf-8-sig")
        except UnicodeDecodeError:
            raise Stop(say("cli.facts_not_json", path=source, why="UTF-8")) from None
    try:
        said = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"{error.lineno}:{error.colno}"
        raise Stop(say("cli.facts_not_json", path=source, why=where)) from None
    if not isinstance(said, dict):
        raise Stop(say("cli.facts_not_an_object", path=source))
    return said


def _yes(routed: "Routed") -> dict[str, Any]:
    return {
        "outcome": "route",
        "steps": [[seat.role for seat in step.seats] for step in routed.chain.steps],
        "rules": list(routed.rules),
        "dropped": list(routed.dropped),
        "register_only": routed.register_only,
    }


def _no(refused: "RefusedByRule") -> dict[str, Any]:
    values = refused.values
    message = VOICE.spoken(values["message"])
    return {
        "outcome": "refused",
        "rule": values["rule"],
        "article": values["article"],
        "message": message,
    }


def _ladder(pack: "Pack", kind: str, routed: "Routed") -> list[str]:
    """For people: every step with its articles, then what else the rules decided."""
    lines = [f"{VOICE(pack.title)} · {VOICE(pack.kinds[kind].title)}"]
    for number, step in enumerate(routed.chain.steps, 1):
        names = [VOICE(pack.roles[seat.role].name) for seat in step.seats]
        articles = dict.fromkeys(article for seat in step.seats for article in seat.articles)
        by = dict.fromkeys(rule for seat in step.seats for rule in seat.rules)
        lines.append(
            say(
                "cli.route_step",
                number=number,
                roles=names,
                articles=list(articles),
                rules=list(by),
            )
        )
    if routed.register_only:
        lines.append(say("cli.route_register_only"))
    lines += [say(f"cli.route_dropped_{wish}") for wish in routed.dropped]
    lines.append(say("cli.route_rules", rules=list(routed.rules)))
    return lines
