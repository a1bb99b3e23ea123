"""The house rules, executable, and tests that they bite."""
