"""Measure an ingest: articles a second, memory, and disk for the characters taken in.

The articles (JSON lines, perhaps gzip) go into a store in one change, by as many processes
as there are cores or as many as are asked for, from reading to the published indexes.

    python -m eval.bench.ingest ../shared/data/crud_news.jsonl.gz
    python -m eval.bench.ingest ../shared/data/crud_news.jsonl.gz --articles 5000 --processes 1
"""

import argparse
import gc
import json
import resource
import sys
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from index.cores import usable_cores

if TYPE_CHECKING:  # each process that shares the work imports this file again
    from index.build import Progress, Stage

_MEBI = 2**20


@dataclass(frozen=True, slots=True)
class Ingested:
    """What an ingest took.

    Attributes:
        articles: How many were read.
        characters: Of their texts.
        passages: Written.
        seconds: From the first byte to the published change.
        processor: Seconds of processor time of all processes together.
        memory: Most mebibytes of all processes together, as if each had its most at once.
        disk: Mebibytes of the store, once its database has been tidied.
    """

    articles: int
    characters: int
    passages: int
    seconds: float
    processor: float
    memory: float
    disk: float

    @property
    def rate(self) -> float:
        """Articles a second."""
        return self.articles / self.seconds

    @property
    def disk_per_million(self) -> float:
        """Megabytes of disk per million characters of text."""
        return self.disk * _MEBI / self.characters


def main() -> None:
    """Ingest and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("articles_file", type=Path, help="JSON lines with ids and texts")
    parser.add_argument("--articles", type=int, default=None, help="only the first so many")
    parser.add_argument("--processes", type=int, default=None, help="one a core by default")
    parser.add_argument("--store", type=Path, default=None, help="keep the store here")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    gc.set_threshold(100_000)  # as the command does
    with TemporaryDirectory(prefix="wenju-bench-") as folder:
        corpus = first_articles(given.articles_file, given.articles, Path(folder))
        store = given.store or Path(folder) / "store"
        told = None if given.json else _tell
        taken = ingest(corpus, store, processes=given.processes, on_progress=told)
    if given.json:
        sys.stdout.write(json.dumps(asdict(taken) | {"rate": taken.rate}) + "\n")
    else:
        sys.stdout.write(described(taken, given.processes or usable_cores()) + "\n")


def first_articles(path: Path, count: int | None, folder: Path) -> Path:
    """Return a file of the first so many articles, written into a folder; all for None."""
    if count is None:
        return path
    import gzip

    opened = gzip.open if path.suffix == ".gz" else open
    target = folder / f"articles-{count}.jsonl"
    with opened(path, "rt", encoding="utf-8") as source, target.open("w", encoding="utf-8") as out:
        out.writelines(islice(source, count))
    return target


def ingest(
    corpus: Path,
    store: Path,
    *,
    processes: int | None = None,
    on_progress: "Progress | None" = None,
) -> Ingested:
    """Ingest articles into a new store and say what it took."""
    from index.build import build_index
    from index.embedders import load_embedder
    from index.store import Store

    embedder = load_embedder(None)
    before = _processor()
    report = build_index(
        [corpus], store=store, embedder=embedder, processes=processes, on_progress=on_progress
    )
    with_store = Store.open(store)
    return Ingested(
        articles=report.added,
        characters=sum(summary.characters for summary in with_store.documents()),
        passages=report.passages,
        seconds=report.seconds,
        processor=_processor() - before,
        memory=_most_memory(processes or usable_cores()),
        disk=disk_of(store),
    )


def described(taken: Ingested, processes: int) -> str:
    """Return a line on an ingest."""
    size = f"{taken.articles} articles, {taken.passages} passages, {taken.characters / 1e6:.1f}"
    speed = f"{taken.seconds:.1f} s, {taken.rate:.0f} articles/s"
    processor = f"{taken.processor * 1000 / taken.articles:.2f} ms of processor an article"
    room = f"{taken.memory:.0f} MB of memory, {taken.disk_per_million:.1f} MB of disk"
    return (
        f"{size} million characters by {processes} processes: {speed}, {processor}, {room}"
        " per million characters"
    )


def disk_of(store: Path) -> float:
    """Return the mebibytes of a store's files, each counted once however often it is linked."""
    files = {file.stat().st_ino: file.stat() for file in store.rglob("*") if file.is_file()}
    return sum(status.st_blocks * 512 for status in files.values()) / _MEBI


def _processor() -> float:
    uses = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


def _most_memory(processes: int) -> float:
    """Return the most memory this process had, and the others that share of the largest's size."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    other = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (own + other * (processes - 1)) / 1024


def _tell(stage: "Stage", done: int, total: int | None) -> None:
    if stage == "index" and done % 6400 == 0:
        sys.stderr.write(f"{stage} {done}" + (f"/{total}\n" if total else "\n"))


if __name__ == "__main__":
    main()
