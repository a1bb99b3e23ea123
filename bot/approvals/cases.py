"""Every case a kind's rules can tell apart, each once: the finite space a pack is checked over.

Words no rule distinguishes stand for each other, so that the space stays small: of the values of a
choice one of each sort is tried, of a list every set of such words.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, combinations, islice, product

from bot.approvals.conditions import Facts, Matcher, Value
from bot.approvals.pack import Kind
from bot.approvals.vocabulary import Fact, FactKind

MOST = 100_000
FEW = 8


def cases(kind: Kind, most: int = MOST) -> Iterator[Facts]:
    """Cases with every choice made; facts no rule asks about are left absent."""
    matchers = [line for rule in kind.rules for line in rule.when.matchers()]
    asked = {line.fact for line in matchers}
    facts = [
        (name, _values(fact, [line for line in matchers if line.fact == name], name in asked))
        for name, fact in kind.facts.items()
    ]
    names = [name for name, _ in facts]
    for values in islice(product(*(values for _, values in facts)), most):
        yield dict(zip(names, values, strict=True))


def _values(fact: Fact, lines: list[Matcher], asked: bool) -> list[Value]:
    if not asked:
        return [fact.absent]
    match fact.kind:
        case FactKind.YES_NO:
            return [False, True]
        case FactKind.CHOICE:
            return list(_one_of_each_sort(fact.values, lines))
        case FactKind.LIST:
            words = sorted(
                set(_one_of_each_sort(fact.values, lines)) & set().union(*(_words(lines)))
            )
            return [frozenset(some) for some in _subsets(words)]


def _words(lines: Iterable[Matcher]) -> Iterator[set[str]]:
    for line in lines:
        yield {word for word in line.among if isinstance(word, str)}


def _one_of_each_sort(values: Iterable[str], lines: list[Matcher]) -> Iterable[str]:
    """One value for each way of standing in the rules; `_all` sets keep each of their words."""
    sorts: dict[tuple[object, ...], str] = {}
    for value in values:
        alone = any(line.all_of and value in line.among for line in lines)
        sort = (value if alone else "", *(value in line.among for line in lines))
        sorts.setdefault(sort, value)
    return sorts.values()


def _subsets(words: list[str]) -> Iterator[tuple[str, ...]]:
    """Every set of few words; of many, only pairs, which is where rules meet."""
    sizes = range(len(words) + 1) if len(words) <= FEW else (0, 1, 2, len(words))
    return chain.from_iterable(combinations(words, n) for n in sizes)
