"""Troubles to order: what a network, a gateway or Telegram itself does to a call now and then."""

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.exchange import Watch, nobody_watches


@dataclass(slots=True, kw_only=True)
class Fault:
    method: str  # lower case; "" for every method
    times: int
    code: int = 0  # answer with this refusal, without any effect
    description: str = ""
    parameters: dict[str, int] | None = None
    body: bytes = b""  # answer with this instead of JSON, as a gateway does
    seconds: float = 0  # answer so much later
    drop: bool = False  # close the connection without an answer
    after: bool = False  # only after the call has had its effect


class Faults:
    def __init__(self) -> None:
        self.ordered: list[Fault] = []
        self.watch: Watch = nobody_watches

    def refuse(
        self, method: str, times: int, code: int, description: str, **parameters: int
    ) -> None:
        self._order(
            Fault(
                method=method,
                times=times,
                code=code,
                description=description,
                parameters=parameters,
            )
        )

    def garble(self, method: str, times: int, code: int, body: bytes) -> None:
        """A gateway's page. With 200 it comes after the effect is lost as well."""
        self._order(Fault(method=method, times=times, code=code, body=body))

    def delay(self, method: str, times: int, seconds: float) -> None:
        """Real seconds; the effect is at once, the answer late."""
        self._order(Fault(method=method, times=times, seconds=seconds, after=True))

    def drop(self, method: str, times: int, *, after: bool) -> None:
        """`after`: the call has its effect and the answer is lost."""
        self._order(Fault(method=method, times=times, drop=True, after=after))

    def clear(self) -> None:
        self.ordered.clear()

    def due(self, method: str, *, after: bool) -> Fault | None:
        for fault in self._matching(method, after):
            fault.times -= 1
            return fault
        return None

    def _matching(self, method: str, after: bool) -> Iterator[Fault]:
        for fault in self.ordered:
            if (
                fault.times > 0
                and fault.after == after
                and fault.method in ("", method.lower())
            ):
                yield fault

    def _order(self, fault: Fault) -> None:
        fault.method = fault.method.lower()
        self.ordered.append(fault)
