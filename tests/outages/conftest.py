"""The demo schools' offices, as tests of actions have them."""

from tests.actions.conftest import clock, empty, store

__all__ = ["clock", "empty", "store"]
