"""Runs of GBK shifted by a byte: `資源?,F在` was `資源。現在`.

Where a lead byte was lost, it became `?` and each byte pair after it was read one byte too
early, up to an ASCII letter, which is really the second byte of the last character. Such a
run is turned back into bytes, each lead byte is tried, and the reading that the character
model finds likely is kept, if it is clearly likelier than the run as it stands.

Two things hide bytes. A half-width sign may stand for the two bytes of its full-width
form. And a page that wrote pinyin after characters did so byte by byte: `(shù)` after the
second byte of one character and the first of the next lost that first byte together with
the bracket, so the syllable is the reading of the pair they make by chance, which tells
the lost byte better than anything else.
"""

import re
from collections.abc import Iterator

from index.align import Edit
from index.clean.character_model import CharacterModel, character_model
from index.clean.syllables import LETTERS, is_syllable, is_toned, reads
from index.span import Span

_LONGEST = 40  # characters of a run
_CONTEXT = 4  # characters on either side that judge a reading
_CLEARLY = 4.0  # natural logarithms by which a reading must be likelier than the run
_LEAST_MEAN = -8.5  # mean log probability of a character in a likely reading
_AGREEMENT = 5.0  # log probability granted where the lost byte explains the syllable
_BODY = "\u00a0-\u00ff\u2010-\u2642\u3000-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ue000-\uffe5"
_HALF = "!\"#$%&'()*+,./0-9:;<=>\\-"
_NO_GLOSS = rf"(?!\([{LETTERS}]{{1,9}}\))"
_RUN = re.compile(
    rf"(?<=[^\s\x00-(*-?])\?(?:([{LETTERS}]{{1,9}})\))?"
    rf"((?:{_NO_GLOSS}[{_BODY}{_HALF}]){{1,{_LONGEST}}}?)([@-~])"
)
_GLOSS = re.compile(rf"[(（?][{LETTERS}]{{1,9}}[)）]")


def shifted_run_edits(text: str) -> list[Edit]:
    """Find shifted runs that can be read again.

    Args:
        text: Text with its pinyin residue and private-use characters still in place.

    Returns:
        Replacements of whole runs, from the question mark to the ASCII letter.

    Raises:
        ModelUnavailable: The character model is not installed.
        ModelDamaged: The character model fails its check.
    """
    return [edit for match in _runs(text) if (edit := _repair(text, match)) is not None]


def _runs(text: str) -> Iterator[re.Match[str]]:
    if "?" not in text:
        return
    for match in _RUN.finditer(text):
        syllable = match[1]
        if syllable is None or (is_toned(syllable) and is_syllable(syllable)):
            yield match


def _repair(text: str, match: re.Match[str]) -> Edit | None:
    known = _known_bytes(match[2], match[3])
    if known is None:
        return None
    model = character_model()
    before = _GLOSS.sub("", text[max(0, match.start() - 40) : match.start()])[-_CONTEXT:]
    after = _GLOSS.sub("", text[match.end() : match.end() + 40])[:_CONTEXT]
    standing = model.log_probability(before + "?" + match[2] + match[3] + after)
    scored = [
        (_score(model, before, reading, after, lead, match[1]), reading)
        for lead, reading in _readings(known)
    ]
    if not scored:
        return None
    best, reading = max(scored)
    steps = len(before) + len(reading) + len(after) - 1
    if best < standing + _CLEARLY or best < _LEAST_MEAN * steps:
        return None
    return Edit(Span(match.start(), match.end()), reading)


def _readings(known: bytes) -> Iterator[tuple[int, str]]:
    """Yield each lead byte that makes characters of a run, and those characters."""
    for lead in range(0x81, 0xFF):
        try:
            yield lead, (bytes([lead]) + known).decode("gbk")
        except UnicodeDecodeError:
            continue


def _score(
    model: CharacterModel, before: str, reading: str, after: str, lead: int, syllable: str | None
) -> float:
    score = model.log_probability(before + reading + after)
    if syllable and before and _explains(before[-1], lead, syllable):
        score += _AGREEMENT
    return score


def _explains(before: str, lead: int, syllable: str) -> bool:
    """Say whether the byte before and a lead byte make a character of that reading."""
    try:
        pair = before.encode("gbk")[-1:] + bytes([lead])
        return reads(pair.decode("gbk"), syllable)
    except UnicodeError:
        return False


def _known_bytes(body: str, trail: str) -> bytes | None:
    """Return the bytes of a run after its lost one, or None where it has none in GBK."""
    parts = []
    for character in body:
        if character.isascii():
            parts.append(bytes([0xA3, ord(character) + 0x80]))
            continue
        try:
            parts.append(character.encode("gb18030"))
        except UnicodeEncodeError:
            return None
        if len(parts[-1]) != 2:
            return None
    return b"".join(parts) + trail.encode("ascii")
