"""Settings under which nothing is refused for being too unsure."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.settings import Settings

EVERY_ERROR = 1.0
"""Share of wrong answers accepted: all, so that every reading is shown."""


def unguarded(settings: "Settings") -> "Settings | None":
    """Return the settings with every answer accepted, to see what the threshold holds back.

    Returns:
        None where a language model writes: its answers have no threshold, and asking
        twice would cost twice.
    """
    if settings.llm is not None:
        return None
    return settings.model_copy(update={"accepted_error": EVERY_ERROR})
