"""What a key may be used for."""

from enum import StrEnum


class KeyScope(StrEnum):
    """A kind of request; `admin` includes the others."""

    ASK = "ask"  # ask, search, verify, read documents
    INGEST = "ingest"  # add and remove documents
    ADMIN = "admin"  # measurements, and whatever the others may
