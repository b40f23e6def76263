"""What stands before the routes, from the outside in: watch, origins, keys, turns."""

from fastapi import FastAPI

from service.http.admission import Admission, Bounds
from service.http.authentication import Authentication
from service.http.gate import Gate
from service.http.metrics import Metrics
from service.http.observed import Observed
from service.http.origins import Origins
from service.http.received import Memory
from service.http.running import Running
from service.keys.key_file import KeyFile
from service.keys.keyring import Keyring, is_loopback
from service.keys.rate import RateLimits
from service.settings import Settings

_BODIES = 8  # as many of the largest kind are held at a time


def install_guards(
    app: FastAPI, settings: Settings, keyring: Keyring, metrics: Metrics, running: Running
) -> None:
    """Put the guards before an application's routes; the last one added is the outermost."""
    gate = Gate(places=settings.concurrency, queue=settings.queue)
    metrics.gauge("wenju_working", "Requests being worked on.", lambda: gate.inside)
    metrics.gauge("wenju_queue", "Requests waiting for their turn.", lambda: gate.waiting)
    app.add_middleware(
        Admission,
        gate=gate,
        memory=Memory(_BODIES * settings.body_bytes),
        bounds=Bounds(settings.body_bytes, settings.answer_seconds),
    )
    app.add_middleware(
        Authentication, keyring=keyring, rates=RateLimits(), open_metrics=settings.metrics_open
    )
    app.add_middleware(
        Origins,
        origins=frozenset(settings.origins),
        hosts=frozenset(map(str.lower, settings.hosts)) if running.here_only else None,
    )
    app.add_middleware(Observed, metrics=metrics, log=running.log, trace=running.trace)


def open_keyring(settings: Settings) -> Keyring:
    """Return the keys of the settings' store."""
    beyond = not is_loopback(settings.host)
    return Keyring(KeyFile(settings.store), settings.keys, beyond_loopback=beyond)
