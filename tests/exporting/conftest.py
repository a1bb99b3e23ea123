"""The office of each demo school, as the actions' tests have it."""

from tests.actions.conftest import clock, empty, rules, store

__all__ = ["clock", "empty", "rules", "store"]
