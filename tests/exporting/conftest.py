from tests.actions.conftest import clock, rules, store

__all__ = ["clock", "rules", "store"]
