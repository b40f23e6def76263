"""End a server by SIGTERM with requests in flight, again and again: none may be lost.

Half of the requests stream. Each time all must be answered whole, and the server must end
with 0.

    python -m eval.bench.shutdown --times 50 --requests 20
"""

import argparse
import asyncio
import random
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.bench.serving import Served, served
from eval.bench.wire import Broken, Connection, Reply
from service.bootstrap import open_local_library
from service.settings import load_settings

QUESTIONS = ("望榆县风车桥造价是多少", "萧山给旺苍投入多少产业园资金", "临江镇新图书馆藏书多少册")

PATIENT = {"WENJU_SHUTDOWN_SECONDS": "300"}  # a busy machine takes its time


@dataclass(frozen=True, slots=True)
class Ending:
    """What came of one signal.

    Attributes:
        whole: Requests answered whole.
        asked: Requests that were in flight.
        code: The server's exit code.
        faults: What went wrong.
    """

    whole: int
    asked: int
    code: int
    faults: tuple[str, ...]

    @property
    def well(self) -> bool:
        """Whether nothing was lost."""
        return self.whole == self.asked and self.code == 0


def main() -> None:
    """End a server as often as asked, and say what came of it."""
    given = _arguments()
    with TemporaryDirectory(prefix="wenju-bench-") as folder:
        store = Path(folder) / "store"
        open_local_library(load_settings(store=store)).ingest(given.corpus)
        endings = []
        for turn in range(given.times):
            delay = random.Random(turn).uniform(0, 0.5)  # noqa: S311  # when to end it
            endings.append(end_once(store, requests=given.requests, delay=delay))
            sys.stdout.write(f"{turn + 1}: {endings[-1]}\n")
    well = sum(ending.well for ending in endings)
    answered = sum(ending.whole for ending in endings)
    asked = sum(ending.asked for ending in endings)
    sys.stdout.write(f"{well} of {len(endings)} ended well; {answered} of {asked} answered whole\n")
    raise SystemExit(0 if well == len(endings) else 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--corpus", type=Path, nargs="+", default=[Path("seeds/articles")])
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--requests", type=int, default=20, help="in flight; half of them stream")
    return parser.parse_args()


def end_once(store: Path, *, requests: int, delay: float) -> Ending:
    """Serve a store, ask, and end the server while it answers.

    Args:
        store: The store's folder.
        requests: How many are in flight.
        delay: Seconds between the last request and the signal.
    """
    with served(store, PATIENT) as server:
        outcomes = asyncio.run(_ask_and_end(server, requests, delay))
        code = server.process.wait(timeout=60)
    faults = [str(outcome) for outcome in outcomes if outcome is not None]
    return Ending(len(outcomes) - len(faults), len(outcomes), code, tuple(faults))


async def _ask_and_end(server: Served, requests: int, delay: float) -> Sequence[str | None]:
    connections = [await Connection.open(server.port) for _ in range(requests)]
    warm = await Connection.open(server.port)  # the first question loads the models
    await warm.ask("POST", "/v1/ask", {"question": QUESTIONS[0]})
    await warm.close()
    for number, connection in enumerate(connections):
        _ask(connection, QUESTIONS[number % len(QUESTIONS)], stream=number % 2 == 0)
    await asyncio.sleep(delay)
    server.process.send_signal(signal.SIGTERM)
    return await asyncio.gather(
        *(
            _fault(connection, stream=number % 2 == 0)
            for number, connection in enumerate(connections)
        )
    )


def _ask(connection: Connection, question: str, *, stream: bool) -> None:
    if stream:
        messages = [{"role": "user", "content": question}]
        connection.send("POST", "/v1/chat/completions", {"messages": messages, "stream": True})
    else:
        connection.send("POST", "/v1/ask", {"question": question})


async def _fault(connection: Connection, *, stream: bool) -> str | None:
    """Return what is wrong with a reply, or None."""
    try:
        reply: Reply = await connection.reply()
    except Broken as error:
        return f"broken off: {error}"
    finally:
        await connection.close()
    if reply.status != 200:
        return f"status {reply.status}"
    if stream:
        return None if reply.body.rstrip().endswith(b"data: [DONE]") else "the stream has no end"
    return None if reply.json["status"] else "no answer"


if __name__ == "__main__":
    main()
