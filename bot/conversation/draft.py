"""A form being filled: a value that survives restarts and moves between chats as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

# Where a draft stands when everything has been asked. No field may be called this.
REVIEW = "review"

_EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`at` is the field being asked, or REVIEW. `partial` and `page` belong to that field.

    Two drafts are equal when they mean the same; how many replies it took is not part of that, so
    `version` is left out of the comparison. It grows with every reply that was taken: a button
    made for an earlier version is stale.
    """

    answers: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)
    skipped: tuple[str, ...] = ()  # asked, and answered with nothing
    at: str = REVIEW
    partial: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)
    page: str = ""
    editing: bool = False  # came from the summary and goes back to it
    version: int = field(default=0, compare=False)

    @property
    def at_review(self) -> bool:
        return self.at == REVIEW

    def to_json(self) -> dict[str, Any]:
        return {
            "answers": dict(self.answers),
            "skipped": list(self.skipped),
            "at": self.at,
            "partial": dict(self.partial),
            "page": self.page,
            "editing": self.editing,
            "version": self.version,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Draft":
        return cls(**{**kept, "skipped": tuple(kept.get("skipped", ()))})


def is_stale(draft: Draft, version: int) -> bool:
    """Whether a button made at `version` speaks of an earlier state of this draft."""
    return version != draft.version
