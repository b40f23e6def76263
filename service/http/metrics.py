"""What the service measures of itself, for Prometheus."""

from collections.abc import Callable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from service.answer import Answer, Status

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Metrics:
    """The counters of one application, in a registry of its own.

    Labels are taken from closed sets (routes, statuses, reasons, steps), never from what a
    caller sends.
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "wenju_requests",
            "Requests answered.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "wenju_request_seconds",
            "Seconds from a request's head to the end of its answer.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._stages = Histogram(
            "wenju_stage_seconds",
            "Seconds of each step of an answer.",
            ("stage",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._answers = Counter(
            "wenju_answers",
            "Answers by status; refusals with their reason.",
            ("status", "reason"),
            registry=self._registry,
        )
        self._unverified = Counter(
            "wenju_unverified_claims",
            "Statements left out because their source does not carry them.",
            registry=self._registry,
        )

    def gauge(self, name: str, meaning: str, value: Callable[[], float]) -> None:
        """Show a number that is looked up when somebody asks for it."""
        Gauge(name, meaning, registry=self._registry).set_function(value)

    def request(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answer(self, answer: Answer) -> None:
        """Count an answer, its steps and what was left out of it."""
        refused = answer.status is Status.REFUSED and answer.refusal_reason is not None
        reason = answer.refusal_reason.value if refused and answer.refusal_reason else ""
        self._answers.labels(answer.status.value, reason).inc()
        self._unverified.inc(len(answer.unsupported))
        for stage, milliseconds in _stages(answer.timings):
            self._stages.labels(stage).observe(milliseconds / 1000)

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self._registry)


def _stages(timings: Mapping[str, float]) -> list[tuple[str, float]]:
    return list(timings.items())
