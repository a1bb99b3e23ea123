"""The office of each demo school, as the actions' tests have it."""

from tests.actions.conftest import clock, rules, store

__all__ = ["clock", "rules", "store"]
