"""What our token encoding is made of: a pattern and a vocabulary in a file.

The tiktoken plugin `tiktoken_ext/wenju.py` registers it; `index.tokens` loads it.
"""

import base64
import hashlib
from pathlib import Path
from typing import Any

VOCABULARY = Path(__file__).parent / "models" / "wenju.tiktoken"
VOCABULARY_SHA256 = "eec17fdc1d840bbb30b42c2cedf5bee6fdc3011629d295b7f5e961758bc3afd6"

_LATIN = "A-Za-zÀ-ɏ"
HAN_FIRST, HAN_LAST = "㐀", "鿿"  # of the characters that no piece has beside others
HAN_WINDOW = 16  # the most of them in a piece
_HAN = f"{HAN_FIRST}-{HAN_LAST}"

# Each alternative is bounded, so that a run without end costs time linear in its length, and
# made of plain ranges: repeated property classes (`\p{Han}{1,32}`) make the automaton so large
# that matching was eighteen times slower.
PATTERN = "|".join(
    (
        rf" ?[{_LATIN}]{{1,20}}",
        rf"[{_HAN}]{{1,{HAN_WINDOW}}}",
        rf" ?[^\s0-9{_LATIN}{_HAN}]{{1,3}}",
        r"[0-9]{1,3}",
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


def encoding_arguments() -> dict[str, Any]:
    """Return the arguments of `tiktoken.Encoding` for our encoding."""
    ranks = read_ranks(VOCABULARY, VOCABULARY_SHA256)
    return {
        "name": "wenju",
        "pat_str": PATTERN,
        "mergeable_ranks": ranks,
        "special_tokens": {"<|endoftext|>": len(ranks)},
    }
