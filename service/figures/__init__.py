"""Quantities and dates in running Chinese (and Western) text, read exactly."""
