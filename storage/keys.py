"""Which keys something in the database may be sealed with.

A process that lacks one of them does not start: it would fail at the first old row, in the middle
of somebody's case.
"""

from collections.abc import Collection

from sqlalchemy import select

from storage.tables import either, sealing_keys
from storage.vault import KeyMissing, Vault
from storage.work import Work

_ENTER = either(lambda insert: insert(sealing_keys).on_conflict_do_nothing())


def known(work: Work) -> frozenset[str]:
    return frozenset(work.conn.execute(select(sealing_keys.c.key)).scalars())


def must_open(those: Collection[str], vault: Vault) -> None:
    """Raises KeyMissing."""
    for name in sorted(those):
        if name not in vault.names:
            raise KeyMissing(name)


def enter(work: Work, name: str) -> None:
    """From now on something may be sealed with it."""
    work.conn.execute(_ENTER[work.dialect], {"key": name, "since": work.now})


def only(work: Work, name: str) -> None:
    """Nothing is sealed with another one any more."""
    work.conn.execute(sealing_keys.delete().where(sealing_keys.c.key != name))
