"""How long things are kept, counted from now back."""

from datetime import UTC, datetime

import pytest

from bot.approvals.keeping import Keeping

NOON = datetime(2026, 3, 11, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("what", "until"),
    [("drafts", (2026, 3, 1)), ("messages", (2025, 3, 11)), ("requests", (2023, 3, 12))],
)
def test_what_ended_before_then_goes(what: str, until: tuple[int, int, int]) -> None:
    found = Keeping(drafts=10).until(what, NOON)
    assert found == NOON.replace(year=until[0], month=until[1], day=until[2])
