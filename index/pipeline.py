"""Documents made ready for the store, in other processes where that is worth it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import chain, islice
from pathlib import Path

from index.document import Document
from index.embed import Embedder, Portable
from index.formats.registry import RECORDS, extension
from index.prepare import analysed, embedded, prepare
from index.prepared import Prepared
from index.workers import Workers

# Batches that are awaited before processes are started: a process takes as long to start as
# a few hundred articles take here.
_WORTH_IT = 8

_MUCH = 2**20  # bytes of a file of records: several hundred articles, more if it is packed
# Has what everything is loaded for: Chinese in either script.
_SAMPLE = Document("", "盐湖產鹽。", "")

Opener = Callable[[], Embedder]


def begin_early(paths: Iterable[Path], embedder: Embedder, workers: Workers) -> None:
    """Start a process while the store is still being opened, if there will be work for it."""
    opener = embedder.opener() if isinstance(embedder, Portable) else None
    if opener is not None and any(map(_is_much, paths)):
        workers.begin(partial(_prepared, opener, [_SAMPLE]))


def _is_much(path: Path) -> bool:
    """Say whether a path is a file of more articles than are worked on here alone."""
    return extension(path) in RECORDS and path.is_file() and path.stat().st_size >= _MUCH


def prepared_batches(
    batches: Iterable[Sequence[Document]], embedder: Embedder, workers: Workers
) -> Iterator[list[Prepared]]:
    """Prepare batches of documents, in their order.

    A model that other processes can open works there and here; any other one works here
    alone, while they clean and split what comes next.

    Args:
        batches: Some dozen documents each; a few are in memory at a time.
        embedder: The model of the store.
        workers: Used when there are more than a few batches.

    Raises:
        CorpusError: A process died.
    """
    waiting = iter(batches)
    first = list(islice(waiting, _WORTH_IT))
    if workers.alone or len(first) < _WORTH_IT:
        yield from (prepare(batch, embedder) for batch in first)
        yield from (prepare(batch, embedder) for batch in waiting)
        return
    everything = chain(first, waiting)
    if isinstance(embedder, Portable) and (opener := embedder.opener()) is not None:
        here = partial(prepare, embedder=embedder)
        yield from workers.map(partial(_prepared, opener), everything, here=here)
    else:
        for documents in workers.map(analysed, everything):
            yield embedded(documents, embedder)


def _prepared(opener: Opener, batch: Sequence[Document]) -> list[Prepared]:
    return prepare(batch, _opened(opener))


@cache
def _opened(opener: Opener) -> Embedder:
    """Return the model of this process, loaded at the first batch."""
    return opener()
