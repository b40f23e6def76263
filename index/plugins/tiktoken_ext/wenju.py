"""The tiktoken plugin that registers the encoding `wenju`.

tiktoken looks through every module of the namespace package `tiktoken_ext`
for `ENCODING_CONSTRUCTORS`. The vocabulary lies beside this file, so that the
encoding needs no connection.
"""

import base64
import hashlib
from pathlib import Path
from typing import Any

VOCABULARY = Path(__file__).with_name("wenju.tiktoken")
VOCABULARY_SHA256 = "c2e3c81c6226c589b8c13ab03ebd3d4e2119d21d96c70f89019d016e69856db2"

# Every alternative is bounded, so that a long unbroken run costs time linear in its length.
PATTERN = "|".join(
    (
        r" ?\p{Latin}{1,24}",
        r"\p{Han}{1,32}",
        r" ?\p{L}{1,16}",
        r"\p{N}{1,3}",
        r" ?[^\s\p{L}\p{N}]{1,4}",
        r"\s{1,8}",
    )
)


def read_ranks(path: Path, sha256: str) -> dict[bytes, int]:
    """Read a vocabulary: one token a line in base64, its rank the line's number.

    Args:
        path: The vocabulary file.
        sha256: Hex digest that its bytes must have.

    Returns:
        Rank by token, from 0, without gaps.

    Raises:
        ValueError: The file is not the one this release was made with.
    """
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError(f"{path.name} is damaged: its checksum is not the released one")
    return {base64.b64decode(line): rank for rank, line in enumerate(data.split())}


def wenju() -> dict[str, Any]:
    """Return the arguments of `tiktoken.Encoding` for our encoding."""
    ranks = read_ranks(VOCABULARY, VOCABULARY_SHA256)
    return {
        "name": "wenju",
        "pat_str": PATTERN,
        "mergeable_ranks": ranks,
        "special_tokens": {"<|endoftext|>": len(ranks)},
    }


ENCODING_CONSTRUCTORS = {"wenju": wenju}
