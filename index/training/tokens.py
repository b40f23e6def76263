"""Train the vocabulary of the encoding `wenju`.

Byte-pair encoding over bytes (Sennrich, Haddow and Birch, 2016), learned on
Chinese news, encyclopaedia, statutes and English text. The same input gives
the same file: rows are taken in order, and nothing is drawn at random.

    python -m index.training.tokens ../shared/data
"""

import argparse
import base64
import gzip
import hashlib
import itertools
import json
from collections.abc import Iterator
from pathlib import Path

from index.script import to_script
from index.vocabulary import PATTERN, VOCABULARY

VOCABULARY_SIZE = 16_384
LONGEST_TOKEN = 12  # bytes: four Chinese characters, so no token is a sentence

# file, field, rows: only sets whose weights may be shipped
CORPORA = (
    ("crud_news", "text", 24_000),
    ("cmrc2018.train", "context", 10_000),
    ("csl_title_abstract", "positive", 2_000),
    ("moj_law_en_zhant", "positive", 12_000),
    ("moj_law_en_zhant", "query", 3_000),
    ("squad_dev_noxquad.train", "context", 6_000),
    ("squadshifts_amazon.train", "context", 3_000),
)
TRADITIONAL_TOO = {"crud_news": 8_000, "cmrc2018.train": 5_000}


def rows(folder: Path, name: str, field: str, limit: int) -> Iterator[str]:
    """Yield one field of the first rows of a gzip JSON Lines file."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in itertools.islice(lines, limit):
            yield json.loads(line)[field]


def corpus(folder: Path) -> Iterator[str]:
    """Yield the training texts; some Simplified ones a second time in Traditional."""
    for name, field, limit in CORPORA:
        for number, text in enumerate(rows(folder, name, field, limit)):
            yield text
            if number < TRADITIONAL_TOO.get(name, 0):
                yield to_script(text, "zh-Hant")


def byte_of_letter() -> dict[str, int]:
    """Return the byte that each letter of the byte-level alphabet stands for.

    The alphabet is GPT-2's: a printable Latin-1 byte is its own letter, the
    others take the letters from U+0100 on, in order.
    """
    printable = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    others = [byte for byte in range(256) if byte not in printable]
    letters = {chr(byte): byte for byte in printable}
    letters.update({chr(0x100 + place): byte for place, byte in enumerate(others)})
    return letters


def train(texts: Iterator[str]) -> list[bytes]:
    """Learn the vocabulary and return its tokens by rank, the 256 bytes first."""
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY_SIZE,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        max_token_length=LONGEST_TOKEN,
    )
    tokenizer.train_from_iterator(texts, trainer)
    letters = byte_of_letter()
    ordered = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    return [bytes(letters[letter] for letter in token) for token, _ in ordered]


def main() -> None:
    """Train on the data folder given, write the vocabulary and print its checksum."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path, help="folder of the gzip JSON Lines files")
    tokens = train(corpus(parser.parse_args().data))
    VOCABULARY.write_bytes(b"".join(base64.b64encode(token) + b"\n" for token in tokens))
    digest = hashlib.sha256(VOCABULARY.read_bytes()).hexdigest()
    print(f"{len(tokens)} tokens, sha256 {digest}")  # noqa: T201 - a script's result


if __name__ == "__main__":
    main()
