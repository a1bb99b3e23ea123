"""`route`: who would sign, and by which rule. Touches no database and no settings."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cards import Saying
from bot.cli.settings import AsJson
from bot.cli.speaking import DONE, NO, VOICE, Stop, say

if TYPE_CHECKING:
    from bot.approvals.pack import Pack
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
    case = facts_in(facts)
    outcome: Routed | RefusedByRule
    try:
        outcome = rules.route(regulation, kind, case)
    except rules.BadFacts as bad:
        raise Stop(*(f"{facts}: {VOICE(mistake)}" for mistake in bad.mistakes)) from None
    except RefusedByRule as refused:
        outcome = refused
    if as_json:
        print(json.dumps(rules.answer(outcome, VOICE.language), ensure_ascii=False))
    elif isinstance(outcome, RefusedByRule):
        print(VOICE(outcome.saying))
    else:
        print("\n".join(_ladder(regulation, kind, outcome)))
    raise typer.Exit(NO if isinstance(outcome, RefusedByRule) else DONE)


def facts_in(source: str) -> Mapping[str, Any]:
    raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    try:
        # JSON is UTF-8 whatever the terminal speaks; a spreadsheet program may have put a mark.
        said = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Stop(say("cli.facts_not_json", path=source, why="UTF-8")) from None
    except json.JSONDecodeError as error:
        where = f"{error.lineno}:{error.colno}"
        raise Stop(say("cli.facts_not_json", path=source, why=where)) from None
    except RecursionError:
        raise Stop(say("cli.facts_not_an_object", path=source)) from None
    if not isinstance(said, dict):
        raise Stop(say("cli.facts_not_an_object", path=source))
    return said


def _ladder(pack: "Pack", kind: str, routed: "Routed") -> list[str]:
    """For people: every step with its articles, then what else the rules decided."""
    from bot.approvals import rules

    lines = [f"{VOICE(pack.title)} · {VOICE(pack.kinds[kind].title)}"]
    texts: dict[str, str] = {}
    for rung in rules.ladder(pack, routed.chain, VOICE.language):
        texts |= dict(rung.articles)
        lines.append(
            say(
                "cli.route_step",
                number=rung.number,
                roles=Saying(
                    f"cli.route_mode_{rung.mode}",
                    {"roles": list(rung.names), "needed": rung.needed},
                ),
                articles=[article for article, _ in rung.articles],
                rules=list(rung.rules),
            )
        )
    if routed.register_only:
        lines.append(say("cli.route_register_only"))
    lines += [say(f"cli.route_dropped_{wish}") for wish in routed.dropped]
    if routed.told:
        told = [VOICE(pack.roles[role].name) for role in routed.told]
        lines.append(say("cli.route_told", roles=told))
    lines.append(say("cli.route_rules", rules=list(routed.rules)))
    # One article often stands behind every step: its words are printed once.
    lines += [say("cli.route_article", article=name, text=text) for name, text in texts.items()]
    return lines
