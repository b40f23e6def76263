"""Take from pypinyin's dictionary what `index.pinyin` needs: readings without their tones.

    python -m index.training.pinyin --out index/models/pinyin

Loading the dictionary itself takes half a second, the table a few milliseconds.
"""

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from index.checksum import write_manifest
from index.pinyin import FILE, bare


def dictionary() -> tuple[Mapping[str, str], Mapping[str, tuple[str, str]]]:
    """Return readings by character, and by two-character word where they differ."""
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    known = {marked: bare(marked) for marked in _first_readings(PINYIN_DICT.values())}
    singles = {
        chr(code): known[first]
        for code, first in zip(PINYIN_DICT, _first_readings(PINYIN_DICT.values()), strict=True)
    }
    phrases = {}
    for phrase, marked in PHRASES_DICT.items():
        if len(phrase) == 2:
            first, second = marked[0][0], marked[1][0]
            read = (known.get(first) or bare(first), known.get(second) or bare(second))
            if read != (singles.get(phrase[0]), singles.get(phrase[1])):
                phrases[phrase] = read
    return singles, phrases


def tables(
    singles: Mapping[str, str], phrases: Mapping[str, tuple[str, str]]
) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of the file, as `index.pinyin` reads them."""
    syllables = sorted({*singles.values(), *(one for read in phrases.values() for one in read)})
    number = {syllable: place for place, syllable in enumerate(syllables)}
    written = "\n".join(syllables).encode("ascii")
    return {
        "syllables": np.frombuffer(written, dtype=np.uint8),
        "characters": np.array([ord(one) for one in singles], dtype=np.uint32),
        "readings": np.array([number[one] for one in singles.values()], dtype=np.uint16),
        "phrases": np.array([list(map(ord, one)) for one in phrases], dtype=np.uint32),
        "phrase_readings": np.array(
            [[number[one] for one in read] for read in phrases.values()], dtype=np.uint16
        ),
    }


def main() -> None:
    """Write the table and its manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    save_file(tables(*dictionary()), options.out / FILE)
    write_manifest(options.out, [FILE])


def _first_readings(listed: Iterable[str]) -> list[str]:
    return [marked.partition(",")[0] for marked in listed]


if __name__ == "__main__":
    main()
