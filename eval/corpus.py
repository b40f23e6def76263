"""Opening the corpus that a question set asks about."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from eval.dataset import Dataset
from index.errors import UnreadableSource

if TYPE_CHECKING:
    from service.library import Intake, Library, Progress

Opener = Callable[[Path | None], "Library"]
"""Opens the library of a store; None means the one that the settings name."""


@dataclass(frozen=True, slots=True)
class OpenCorpus:
    """What is to be asked.

    Attributes:
        library: Answers from it.
        store: Its store's folder; None for the one that the settings name.
    """

    library: "Library"
    store: Path | None


@contextmanager
def open_corpus(
    dataset: Dataset,
    opener: "Opener",
    *,
    paths: Sequence[Path] = (),
    on_progress: "Progress | None" = None,
) -> Iterator[OpenCorpus]:
    """Open what to ask: a store that is there, or one made for this set alone.

    A set that carries contexts, and any files handed in, are indexed together in a
    temporary store, which is removed afterwards; a store of the user's is never added to.

    Args:
        dataset: The questions, perhaps with contexts.
        opener: Opens libraries.
        paths: Files and folders to index for this set.
        on_progress: Told how indexing goes.

    Raises:
        UnreadableSource: Nothing could be read from the paths.
    """
    if not dataset.documents and not paths:
        yield OpenCorpus(opener(None), None)
        return
    with TemporaryDirectory(prefix="wenju-eval-") as folder:
        store = Path(folder) / "store"
        library = opener(store)
        if paths:
            _require_documents(library.ingest(paths, on_progress=on_progress))
        if dataset.documents:
            library.add(dataset.documents)
        yield OpenCorpus(library, store)


def _require_documents(intake: "Intake") -> None:
    """Refuse to measure on nothing: every question would be refused."""
    if not intake.read:
        problems = "; ".join(f"{report.name}: {report.problem}" for report in intake.skipped)
        raise UnreadableSource(f"no document could be read: {problems or 'nothing was there'}")
