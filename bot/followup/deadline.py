"""Until when something is due: from a moment on, so long, by this way of counting."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.people.calendar import Calendar, Counting, Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """`days`, where there are any, stand in the place of hours."""

    start: datetime
    hours: float = 0
    days: int = 0
    counting: Counting = Counting.ALWAYS

    def at(self, calendar: Calendar) -> datetime:
        if not self.days:
            return calendar.after(self.start, timedelta(hours=self.hours), self.counting)
        opened = self.start.astimezone(calendar.zone).date()
        if self.counting is Counting.ALWAYS:
            return calendar.end_of(opened + timedelta(days=self.days))
        return calendar.end_of(calendar.working_days(opened, self.days))

    def lines(self, calendar: Calendar) -> tuple[Line, ...]:
        """How it comes to that, stretch by stretch; of whole days from the one after."""
        if not self.days:
            span = timedelta(hours=self.hours)
            return calendar.explain(self.start, span, self.counting)
        opened = self.start.astimezone(calendar.zone).date()
        return calendar.explain_days(opened, self.days, self.counting)

    @property
    def follows_calendar(self) -> bool:
        return self.counting is not Counting.ALWAYS


def moved(
    deadline: Deadline, due: datetime, before: Calendar, after: Calendar, now: datetime
) -> datetime:
    """When it is due once the calendar has changed.

    By as much as the calendar moves it, so that what was put off by hand stays put off. What was
    still in time is never made late by a change of the calendar: it keeps the moment it had.
    """
    if not deadline.follows_calendar:
        return due
    will = due + (deadline.at(after) - deadline.at(before))
    return due if will <= now < due else will
