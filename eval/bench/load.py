"""How much the service bears: requests a second, waiting, overload and slow clients.

A server of our own answers over loopback. First so many connections ask one question after
another; the most answers a second among these is the peak. Then questions come at twice that
rate whatever is answered: only 200, 429 and 503 may come back, and the answers a second
(goodput) should stay near the peak. Last, many connections send a byte every ten seconds
while one asks as usual. The asking side runs on the same machine and takes its share of it.

    python -m eval.bench.load --set seeds/questions.jsonl --corpus seeds/articles
    python -m eval.bench.load --store ~/news/.wenju --set ... --seconds 30 --overload 120
"""

import argparse
import asyncio
import itertools
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.bench.serving import served
from eval.bench.wire import Broken, Connection
from eval.dataset import load_dataset
from eval.measures.latency import Latency, latency
from service.bootstrap import open_local_library
from service.settings import load_settings

CONNECTIONS = (1, 8, 32, 128)
BEARABLE = frozenset({200, 429, 503})
TARGET_GOODPUT, TARGET_DROP, TARGET_SLOWDOWN = 0.8, 30.0, 2.0
BROKEN = 0  # stands for a connection that ended without a reply


@dataclass(slots=True)
class Tally:
    """What came back.

    Attributes:
        seconds: How long it was asked.
        taken: Milliseconds of each answer (status 200).
        statuses: How often each status came.
        unexplained: Replies 429 or 503 that do not say when to come back.
    """

    seconds: float = 0.0
    taken: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    unexplained: int = 0

    @property
    def goodput(self) -> float:
        """Answers a second."""
        return len(self.taken) / self.seconds if self.seconds else 0.0

    @property
    def latency(self) -> Latency:
        """Milliseconds that answers took."""
        return latency(self.taken or [0.0])

    def line(self, name: str) -> str:
        """Return a line of the table."""
        spent = self.latency
        statuses = " ".join(f"{status}:{count}" for status, count in sorted(self.statuses.items()))
        figures = f"{self.goodput:8.1f}{spent.p50:9.0f}{spent.p95:9.0f}{spent.p99:9.0f}"
        return f"{name:<22}{figures}   {statuses}"


@dataclass(frozen=True, slots=True)
class Slow:
    """What slow clients came to.

    Attributes:
        clients: How many there were.
        dropped: How many the server dropped in time.
        longest: Seconds until the last one was.
        beside: What one ordinary client saw meanwhile.
    """

    clients: int
    dropped: int
    longest: float
    beside: Tally


def main() -> None:
    """Measure and print a table; exit code 1 when an aim is missed."""
    given = _arguments()
    questions = [
        item.question.text for item in load_dataset(given.set).items if item.split == "dev"
    ]
    with ExitStack() as stack:
        store = given.store or _built(stack, given.corpus)
        server = stack.enter_context(served(store))
        report = asyncio.run(_measure(server.port, questions[: given.questions], given))
    sys.stdout.write(json.dumps(report) + "\n" if given.json else "")
    raise SystemExit(0 if report["well"] else 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--set", type=Path, default=Path("seeds/questions.jsonl"))
    parser.add_argument("--corpus", type=Path, nargs="+", default=[Path("seeds/articles")])
    parser.add_argument("--store", type=Path, default=None, help="an index that is there already")
    parser.add_argument("--questions", type=int, default=200, help="asked in turn")
    parser.add_argument("--seconds", type=float, default=10.0, help="for each count of connections")
    parser.add_argument("--connections", type=int, nargs="+", default=CONNECTIONS)
    parser.add_argument("--overload", type=float, default=20.0, help="seconds at twice the peak")
    parser.add_argument("--slow", type=int, default=500, help="slow connections; 0 for none")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _built(stack: ExitStack, corpus: Sequence[Path]) -> Path:
    store = Path(stack.enter_context(TemporaryDirectory(prefix="wenju-bench-"))) / "store"
    open_local_library(load_settings(store=store)).ingest(corpus)
    return store


async def _measure(
    port: int, questions: Sequence[str], given: argparse.Namespace
) -> dict[str, object]:
    texts = itertools.cycle(questions)
    await in_turn(port, texts, connections=1, seconds=min(2.0, given.seconds))  # loads the models
    sys.stdout.write(f"{'':<22}{'a second':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}   statuses\n")
    steady = {
        count: await in_turn(port, texts, connections=count, seconds=given.seconds)
        for count in given.connections
    }
    for count, tally in steady.items():
        sys.stdout.write(tally.line(f"{count} connections") + "\n")
    peak = max(tally.goodput for tally in steady.values())
    over = await at_rate(port, texts, rate=2 * peak, seconds=given.overload)
    kept = over.goodput / peak if peak else 0.0
    sys.stdout.write(over.line("at twice the peak") + f"   goodput {kept:.0%} of the peak\n")
    well = set(over.statuses) <= BEARABLE and not over.unexplained and kept >= TARGET_GOODPUT
    report: dict[str, object] = {
        "steady": {count: _figures(tally) for count, tally in steady.items()},
        "overload": _figures(over) | {"share_of_peak": round(kept, 3)},
    }
    if given.slow:
        usual = next(iter(steady.values()))
        slow = await slow_clients(port, texts, clients=given.slow)
        slowdown = slow.beside.latency.p95 / usual.latency.p95
        sys.stdout.write(
            slow.beside.line(f"beside {slow.clients} slow ones")
            + f"   {slow.dropped} dropped within {slow.longest:.1f} s, p95 {slowdown:.2f} times\n"
        )
        all_dropped = slow.dropped == slow.clients and slow.longest <= TARGET_DROP
        well = well and all_dropped and slowdown <= TARGET_SLOWDOWN
        report["slow"] = {"dropped": slow.dropped, "seconds": slow.longest, "slowdown": slowdown}
    return report | {"well": well}


def _figures(tally: Tally) -> dict[str, object]:
    spent = tally.latency
    return {
        "goodput": round(tally.goodput, 2),
        "p50_ms": round(spent.p50, 1),
        "p95_ms": round(spent.p95, 1),
        "p99_ms": round(spent.p99, 1),
        "statuses": dict(tally.statuses),
    }


async def in_turn(port: int, texts: Iterator[str], *, connections: int, seconds: float) -> Tally:
    """Let connections ask one question after another; who is turned away waits as told."""
    tally, began = Tally(), time.perf_counter()
    until = began + seconds

    async def ask_on() -> None:
        connection = await Connection.open(port)
        while time.perf_counter() < until:
            wait = await _ask(connection, next(texts), tally)
            if wait is None:
                connection = await Connection.open(port)
            elif wait:
                await asyncio.sleep(min(wait, max(0.0, until - time.perf_counter())))
        await connection.close()

    await asyncio.gather(*(ask_on() for _ in range(connections)))
    tally.seconds = time.perf_counter() - began
    return tally


async def at_rate(port: int, texts: Iterator[str], *, rate: float, seconds: float) -> Tally:
    """Ask at a rate, whatever is answered; each request on a connection that is free."""
    tally, began = Tally(), time.perf_counter()
    free: list[Connection] = []
    under_way: set[asyncio.Task[None]] = set()

    async def ask_once(text: str) -> None:
        while free and free[-1].stale:
            await free.pop().close()
        connection = free.pop() if free else await Connection.open(port)
        if await _ask(connection, text, tally) is not None:
            free.append(connection)

    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
        task = asyncio.create_task(ask_once(next(texts)))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    tally.seconds = time.perf_counter() - began
    counted = len(tally.taken)
    await asyncio.gather(*under_way)
    del tally.taken[counted:]  # what came after the end is not of the rate
    await asyncio.gather(*(connection.close() for connection in free))
    return tally


async def slow_clients(
    port: int, texts: Iterator[str], *, clients: int, every: float = 10.0, within: float = 40.0
) -> Slow:
    """Let clients send a byte now and then while one asks as usual."""
    asking = asyncio.create_task(in_turn(port, texts, connections=1, seconds=within))
    lasted = await asyncio.gather(*(_lasts(port, every, within) for _ in range(clients)))
    beside = await asking
    dropped = [seconds for seconds in lasted if seconds is not None]
    return Slow(clients, len(dropped), round(max(dropped, default=within), 2), beside)


async def _lasts(port: int, every: float, within: float) -> float | None:
    """Return the seconds until a slow client was dropped, or None when it was not."""
    connection, began = await Connection.open(port), time.perf_counter()
    ended = asyncio.ensure_future(connection.ended())
    for byte in itertools.cycle(b"POST /v1/ask HTTP/1.1\r\nX-Slow: yes"):
        connection.write(bytes([byte]))
        done, _ = await asyncio.wait((ended,), timeout=every)
        if done:
            return time.perf_counter() - began
        if time.perf_counter() - began > within:
            break
    ended.cancel()
    await connection.close()
    return None


async def _ask(connection: Connection, text: str, tally: Tally) -> float | None:
    """Ask once; return the seconds to wait, or None when the connection is of no use."""
    began = time.perf_counter()
    try:
        reply = await connection.ask("POST", "/v1/ask", {"question": text})
    except Broken:
        tally.statuses[BROKEN] += 1
        await connection.close()
        return None
    tally.statuses[reply.status] += 1
    if reply.status == 200:
        tally.taken.append((time.perf_counter() - began) * 1000)
    wait = reply.headers.get("retry-after", "")
    if reply.status in (429, 503) and not wait.isdigit():
        tally.unexplained += 1
    if reply.headers.get("connection") == "close":
        await connection.close()
        return None
    return float(wait) if wait.isdigit() else 0.0


if __name__ == "__main__":
    main()
