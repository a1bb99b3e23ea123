"""Measurements, each a ratio within one run on one machine (docs/benchmarks.md). Never tests."""
