"""Who is asking."""

from dataclasses import dataclass

from service.keys.key import Key
from service.keys.scope import KeyScope


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever sent a request, and what may be done for them.

    Attributes:
        key: Their key; None where no keys are asked for.
    """

    key: Key | None = None

    @property
    def id(self) -> str | None:
        """The id of their key, fit for a log."""
        return self.key.id if self.key else None

    @property
    def collections(self) -> frozenset[str] | None:
        """The collections that they may see and fill; None for all."""
        return frozenset(self.key.collections) if self.key and self.key.collections else None

    def may(self, scope: KeyScope) -> bool:
        """Say whether a kind of request is theirs to make."""
        return self.key is None or self.key.may(scope)


ANYONE = Caller()
"""Whoever asks where no keys are asked for."""
