"""`{name:number}` in the address of a route: a number that any database of ours could keep.

Starlette's own `int` reads digits without end, and Python refuses to: a broken page for everybody
who likes long numbers.
"""

from typing import ClassVar

from starlette.convertors import Convertor, register_url_convertor


class Number(Convertor[int]):
    regex: ClassVar[str] = "[0-9]{1,18}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


def known() -> None:
    """To be called before a route is made that speaks of numbers."""
    register_url_convertor("number", Number())
