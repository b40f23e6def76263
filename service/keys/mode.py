"""When a request needs a key."""

from enum import StrEnum


class KeyMode(StrEnum):
    """When a request needs a key."""

    AUTO = "auto"  # beyond loopback, and as soon as a key was ever made
    REQUIRED = "required"
    OFF = "off"
