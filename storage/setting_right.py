"""A clock that was ahead and is set back leaves moments behind that are not to be waited for.

What is to be said later on purpose keeps its hour.
"""

from datetime import timedelta

from storage.tables import outbox
from storage.work import Work

# A clock that is adjusted by less holds nothing up that anybody would notice.
STEP = timedelta(seconds=10)
_waits = outbox.c.state == "waiting"


def free_what_was_due(work: Work) -> int:
    """What was owed at once, in an hour that is still to come, goes now."""
    due = (outbox.c.created_at > work.now, outbox.c.due_at <= outbox.c.created_at)
    now = outbox.update().values(due_at=work.now, try_at=work.now)
    return work.changed(now.where(_waits, *due))


def free_what_is_tried_again(work: Work) -> int:
    """For whoever saw the clock go back: when the next try was to be is not known any more, and an
    early one does no harm."""
    again = (outbox.c.due_at <= work.now, outbox.c.try_at > work.now, outbox.c.attempts > 0)
    return work.changed(outbox.update().where(_waits, *again).values(try_at=work.now))
