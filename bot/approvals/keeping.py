"""How long personal data is kept, as the school's pack says ([retention])."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LEGAL_DAYS = 3 * 365  # records of use, with those of impact assessments: PIPL Art. 56


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """In days: drafts since they were touched, entries since they were written, the rest since the
    case ended."""

    drafts: int = 90
    messages: int = 365
    attachments: int = 365
    tasks: int = LEGAL_DAYS
    requests: int = LEGAL_DAYS
    entries: int = LEGAL_DAYS

    def until(self, what: str, now: datetime) -> datetime:
        """What ended before then has been kept long enough."""
        days: int = getattr(self, what)
        return now - timedelta(days=days)
