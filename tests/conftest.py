"""What holds for every test."""

import os

from hypothesis import settings

# As the command line has it; read when numpy is imported, here and in what tests start.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# A busy machine is no bug: a slow example must not fail a test.
settings.register_profile("wenju", deadline=None)
settings.load_profile("wenju")
