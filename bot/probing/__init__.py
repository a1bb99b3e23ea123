"""Our own eyes, for schools that have no monitoring: every device of the list is asked now and then
whether it is there, and what it leaves unanswered becomes a signal like any other source's."""
