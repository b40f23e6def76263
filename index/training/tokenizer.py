"""The tokenizer of the bundled embedding: byte-pair encoding without white space.

Byte-pair encoding (Sennrich, Haddow and Birch, 2016) over runs of Chinese
characters, Latin words and digits. Punctuation and white space carry nothing for
a mean of token vectors and are dropped. A Latin word starts with `▁`, so that a
word and a piece inside another are two tokens.
"""

from collections.abc import Iterable

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

LONGEST_PIECE = 12
UNKNOWN = "[UNK]"
_WORD_START = Regex(r"(?<![a-z])(?=[a-z])")
_RUN = Regex(r"\p{Han}+|▁?[a-z]+|[0-9]+|[^\s\p{P}\p{S}]")


def train_tokenizer(texts: Iterable[str], *, vocabulary: int) -> Tokenizer:
    """Train a tokenizer on folded texts.

    Args:
        texts: Folded by `index.script.fold`.
        vocabulary: Number of tokens, the unknown token included.

    Returns:
        A tokenizer that neither pads nor truncates and adds no special tokens.
    """
    tokenizer = Tokenizer(models.BPE(unk_token=UNKNOWN, fuse_unk=True))
    tokenizer.normalizer = normalizers.Replace(_WORD_START, "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(_RUN, "removed", invert=True)
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=[UNKNOWN],
        max_token_length=LONGEST_PIECE,
        limit_alphabet=7000,
        min_frequency=3,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer
