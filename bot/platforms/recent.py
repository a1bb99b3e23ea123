"""What was said or shown a moment ago, and may be forgotten."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """The newest `most` of something kept by name, put there last counting as newest."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[K, V] = OrderedDict()

    def get(self, name: K) -> V | None:
        return self._kept.get(name)

    def put(self, name: K, thing: V) -> None:
        self._kept[name] = thing
        self._kept.move_to_end(name)
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def forget(self, name: K) -> None:
        self._kept.pop(name, None)
