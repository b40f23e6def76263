"""What holds for every test."""

from hypothesis import settings

# A busy machine is no bug: a slow example must not fail a test.
settings.register_profile("wenju", deadline=None)
settings.load_profile("wenju")
