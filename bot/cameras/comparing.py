"""What became of a list of cameras."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.cameras.zone import Camera


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Names of cameras, as people read them; `moved` by their new ones."""

    added: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.moved or self.removed)


def compared(before: Mapping[str, Camera], after: Mapping[str, Camera]) -> Changed:
    """Where cameras are and how many: what is filed with the police (Order 799 Art. 14). A name is
    a position, so another name is another place."""
    return Changed(
        added=tuple(c.name for id_, c in after.items() if id_ not in before),
        moved=tuple(
            c.name
            for id_, c in after.items()
            if id_ in before and place(before[id_]) != place(c)
        ),
        removed=tuple(c.name for id_, c in before.items() if id_ not in after),
    )


def place(camera: Camera) -> tuple[str, str]:
    return camera.zone, camera.name


def next_id(zone: str, taken: Mapping[str, Camera]) -> str:
    """The id after the last of a zone, as wide as those: A-Z05-C072 is followed by A-Z05-C073."""
    numbers = [
        last
        for id_ in taken
        if id_.startswith(f"{zone}-C") and (last := id_.removeprefix(f"{zone}-C")).isdecimal()
    ]
    wide = max(map(len, numbers), default=2)
    number = max(map(int, numbers), default=0) + 1
    return f"{zone}-C{number:0{wide}}"
