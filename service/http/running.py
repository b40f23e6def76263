"""What a server that runs adds to the application: a log, traces, and word of its end."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from service.http.log import Log

if TYPE_CHECKING:
    from service.http.tracing import OpenTelemetryTrace


@dataclass(frozen=True, slots=True)
class Running:
    """What there is only while a server runs.

    Attributes:
        log: Where events are written; None for nowhere.
        trace: Where spans go; None for nowhere.
        here_only: Only this machine is served, so that requests must call it by its name.
        closing: Set when the server is to end: what would stay open ends itself then.
    """

    log: Log | None = None
    trace: "OpenTelemetryTrace | None" = None
    here_only: bool = False
    closing: asyncio.Event = field(default_factory=asyncio.Event)
