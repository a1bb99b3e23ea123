"""What the running product may do on PostgreSQL: work with rows, and only add to the journal.

It owns nothing, so it can change no table and lift no trigger.
"""

import re

from storage.tables import journal, metadata

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_TELLING = "alembic_version"  # which release the tables are of


def grants(role: str) -> str:
    """SQL for the owner of the tables, to be run again after each upgrade. Raises ValueError for
    what is no plain name."""
    if not _NAME.fullmatch(role):
        raise ValueError(role)
    rows = sorted(f'"{name}"' for name in metadata.tables if name != journal.name)
    return "\n".join(
        (
            f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role};",
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC;",
            f"REVOKE CREATE ON SCHEMA public FROM {role};",
            f"GRANT USAGE ON SCHEMA public TO {role};",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(rows)} TO {role};",
            f'GRANT SELECT, INSERT ON "{journal.name}" TO {role};',
            f"GRANT SELECT ON {_TELLING} TO {role};",
            f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};",
        )
    )
