"""Measure how a store grows: ingest, questions, changes, memory and disk at several sizes.

The first articles of a file are taken into a store at each size. Asked are headlines of the
articles, one thread, by dense and lexical search fused; beside it stand the raw FAISS and
tantivy calls for the same questions, in turn with ours. Then an article is added and removed
some times, a question asked of the store by a process that starts cold, and a server's memory
read after it has answered.

    python -m eval.bench.scale ../shared/data/crud_news.jsonl.gz --plot docs/scale.svg
    python -m eval.bench.scale ../shared/data/crud_news.jsonl.gz --articles 1000 4000
"""

import argparse
import gzip
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.request import Request, urlopen

from eval.bench.ingest import Ingested, described, first_articles, ingest
from eval.bench.installed import as_installed
from eval.bench.raw_search import RawSearch
from eval.bench.serving import served
from eval.measures.latency import Latency, latency
from index.build import add_documents, remove_documents
from index.cores import usable_cores
from index.embedders import load_embedder
from index.formats.record import document_from_record
from index.glossary import Glossary
from index.reorder import Reorder
from index.retrieve import Retriever
from index.store import Store

SIZES = (4_219, 16_878, 67_515)  # articles: 1, 4 and 16 parts of the news
NEWEST = "旺苍新建的银杏步道昨日开放，全长七千三百一十九米，沿途设茶亭十二座。"
_REPEATS = 11  # of adding and removing one article
_HITS = 10
_ROUNDS = 4  # of which the first also warms


@dataclass(frozen=True, slots=True)
class Measured:
    """What a store of one size takes; times in milliseconds unless said otherwise.

    Attributes:
        ingested: The ingest that made it.
        search: Dense and lexical search, fused, one thread.
        reordered: The same with the first hits reordered by their text.
        raw: The FAISS and tantivy calls alone.
        ratio: Median of search over median of raw.
        added: Median seconds to add one article, until it is found.
        removed: Median seconds to remove one, until it is found no more.
        slowest: Most seconds that one such change took.
        cold: Seconds of a first answer by a process that starts cold.
        server: Mebibytes of a server that has answered questions.
    """

    ingested: Ingested
    search: Latency
    reordered: Latency
    raw: Latency
    ratio: float
    added: float
    removed: float
    slowest: float
    cold: float
    server: float


def main() -> None:
    """Measure each size and print it; draw the growth if wanted."""
    given = _arguments()
    measured = []
    for count in given.articles:
        with TemporaryDirectory(prefix="wenju-bench-", dir=given.work) as folder:
            found = measure(given.articles_file, count, Path(folder), given.questions)
        measured.append(found)
        sys.stdout.write(json.dumps(asdict(found)) + "\n" if given.json else shown(found))
        sys.stdout.flush()
    if given.plot:
        from eval.bench.growth_plot import growth_plot

        given.plot.write_text(growth_plot(measured), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("articles_file", type=Path, help="JSON lines with ids, texts and titles")
    parser.add_argument("--articles", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--plot", type=Path, default=None, help="draw the growth here, as SVG")
    parser.add_argument("--work", type=Path, default=None, help="folder for the stores")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def measure(articles: Path, count: int, folder: Path, questions: int) -> Measured:
    """Take articles in and measure the store they make."""
    path = folder / "store"
    taken = ingest(first_articles(articles, count, folder), path)
    asked = headlines(articles, count, questions)
    search, reordered, raw = searched(path, asked)
    added, removed = changes(path)
    return Measured(
        ingested=taken,
        search=search,
        reordered=reordered,
        raw=raw,
        ratio=search.p50 / raw.p50,
        added=median(added),
        removed=median(removed),
        slowest=max(added + removed),
        cold=cold_answer(path, asked[0]),
        server=server_memory(path, asked[:20]),
    )


def headlines(articles: Path, count: int, questions: int) -> list[str]:
    """Return the titles of evenly spread articles among the first so many.

    An article without a title gives a stretch of its text in its place.
    """
    opened = gzip.open if articles.suffix == ".gz" else open
    with opened(articles, "rt", encoding="utf-8") as file:
        chosen = islice(file, 0, count, max(1, count // questions))
        records = map(json.loads, chosen)
        return [record.get("title") or record["text"][100:124] for record in records]


def searched(path: Path, asked: Sequence[str]) -> tuple[Latency, Latency, Latency]:
    """Time the questions, each way in turn; of each the best of some rounds counts."""
    embedder, glossary = load_embedder(None), Glossary.load()
    store = Store.open(path)
    plain, full = (
        Retriever(store, embedder, glossary, reorder) for reorder in (None, Reorder.load)
    )
    raw = RawSearch(path, embedder, glossary)
    times: list[list[float]] = [[], [], []]
    for question in asked:
        ways: Sequence[Callable[[], object]] = (
            partial(plain.search, question, limit=_HITS),
            partial(full.search, question, limit=_HITS),
            partial(raw.search, raw.prepared(question)),
        )
        rounds = [[_milliseconds(way) for way in ways] for _ in range(_ROUNDS)]
        for best, kept in zip(map(min, zip(*rounds, strict=True)), times, strict=True):
            kept.append(best)
    search, reordered, bare = map(latency, times)
    return search, reordered, bare


def _milliseconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def changes(path: Path) -> tuple[list[float], list[float]]:
    """Add one article and remove it, some times; return the seconds until a search shows it."""
    embedder = load_embedder(None)
    store = Store.open(path)
    retriever = Retriever(store, embedder, Glossary.load())
    added: list[float] = []
    removed: list[float] = []
    for number in range(_REPEATS):
        document = document_from_record({"id": f"newest-{number}", "text": f"{NEWEST}{number}"})
        steps: Sequence[tuple[list[float], Callable[[], object]]] = (
            (added, partial(add_documents, [document], store=store, embedder=embedder)),
            (removed, partial(remove_documents, [document.id], store=store)),
        )
        for kept, change in steps:
            start = time.perf_counter()
            change()
            hits = retriever.search(NEWEST, limit=1)
            kept.append(time.perf_counter() - start)
            if (hits[0].passage.document_id == document.id) != (kept is added):
                raise SystemExit(f"{document.id} is not as it was left")
    return added, removed


def cold_answer(path: Path, question: str) -> float:
    """Return the seconds of a process that starts, answers one question and ends.

    The best of three, so not the first start after an installation, which compiles modules.
    """
    command = [sys.executable, "-m", "service.cli", "ask", question, "--store", str(path)]
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run(command, env=as_installed(), capture_output=True, check=False)  # noqa: S603  # our own
        taken.append(time.perf_counter() - start)
    return min(taken)


def server_memory(path: Path, asked: Sequence[str]) -> float:
    """Return the mebibytes a server holds after it has answered some questions."""
    with served(path) as server:
        for question in asked:
            body = json.dumps({"question": question}).encode()
            headers = {"Content-Type": "application/json"}
            address = f"http://127.0.0.1:{server.port}/v1/ask"
            with urlopen(Request(address, body, headers)) as answer:  # our own
                answer.read()
        status = Path(f"/proc/{server.process.pid}/status").read_text("utf-8")
    pages = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(pages.split()[1]) / 1024


def shown(found: Measured) -> str:
    """Return what was measured at one size, for people."""
    search, reordered, raw = found.search, found.reordered, found.raw
    return "\n  ".join(
        (
            described(found.ingested, usable_cores()),
            f"search {search.p50:.2f} ms median, {search.p95:.2f} ms at 95 %;"
            f" reordered {reordered.p50:.2f} and {reordered.p95:.2f} ms",
            f"raw FAISS and tantivy {raw.p50:.2f} and {raw.p95:.2f} ms; ratio {found.ratio:.2f}",
            f"one article added in {found.added:.3f} s, removed in {found.removed:.3f} s,"
            f" slowest {found.slowest:.3f} s",
            f"cold process to its answer {found.cold:.2f} s; server {found.server:.0f} MB\n",
        )
    )


if __name__ == "__main__":
    main()
