"""Texts as arrays of code points, where a pass over characters must cost next to nothing."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

CodePoints = npt.NDArray[np.uint32]
"""The characters of a text by number, shape (length,)."""
Places = npt.NDArray[np.int64]

ANY_CODE_POINT = 0x110000  # one past the last: the length of a table of all of them
SPACE, FEED = ord(" "), ord("\n")

_ENCODING = "utf-32-le"
_CODE = np.dtype("<u4")


def code_points(text: str) -> CodePoints:
    """Return the characters of a text by number."""
    return np.frombuffer(text.encode(_ENCODING, "surrogatepass"), dtype=_CODE)


def joined(texts: Sequence[str]) -> tuple[CodePoints, Places]:
    """Return the characters of texts by number, and where each text starts.

    After each text stands a line feed, and behind the last start the place where one more
    text would start.
    """
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)])
    return code_points("".join(f"{text}\n" for text in texts)), starts


def text_of(codes: CodePoints) -> str:
    """Return the text of some code points, of any shape, in their order."""
    return codes.astype(_CODE, copy=False).tobytes().decode(_ENCODING, "surrogatepass")
