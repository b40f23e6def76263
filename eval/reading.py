"""Reading alone: a library that holds one text at a time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from index.document import Document
from service.answer import Answer
from service.question import Question

if TYPE_CHECKING:
    from service.library import Library


class LibraryReader:
    """Answers from one given text, through the whole chain, search included.

    The library holds nothing but the text, so that what is found in it is all there is
    to find; cleaning, splitting, reading and verifying are those of every answer.
    """

    def __init__(self, library: "Library") -> None:
        """Read in a library that is empty and nobody else's."""
        self._library = library
        self._held: str | None = None

    def answer_given(self, question: Question, context: Document) -> Answer:
        """Answer a question from one document; see `eval.examinee.Reader`.

        Questions of one context are best asked together: another context takes the
        place of the last in the store.
        """
        if self._held != context.id:
            if self._held is not None:
                self._library.remove([self._held])
            self._library.add([context])
            self._held = context.id
        return self._library.ask(question)


@contextmanager
def open_reader(opener: "Callable[[Path], Library]") -> Iterator[LibraryReader]:
    """Open a reader with a temporary store, which is removed afterwards.

    Args:
        opener: Opens the library of a store.
    """
    with TemporaryDirectory(prefix="wenju-reading-") as folder:
        yield LibraryReader(opener(Path(folder) / "store"))
