"""Whoever means harm, over the same HTTP as everybody."""
