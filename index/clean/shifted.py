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
from index.clean.character_model import character_model
from index.clean.syllables import LETTERS, is_syllable, reads
from index.span import Span

_LONGEST = 40  # characters of a run
_CONTEXT = 4  # characters on either side that judge a reading
_CLEARLY = 4.0  # natural logarithms by which a reading must be likelier than the run
_BEYOND_DOUBT = 12.0  # the same where no syllable speaks for a run that stays incomplete
_SURE = 1.5  # and by which the best reading must be likelier than the second
_LEAST_MEAN = -8.5  # mean log probability of a character in a likely reading
_AGREEMENT = 10.0  # log probability granted where the lost byte explains the syllable
_LEADS = range(0x81, 0xFF)
_TRAILS = (*range(0x40, 0x7F), *range(0x80, 0xFF))
_BODY = "\u00a0-\u04ff\u2010-\u2642\u3000-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ue000-\uffe5"
_HALF = "!\"#$%&'()*+,./0-9:;<=>\\-"
_SYLLABLE = rf"[{LETTERS}]{{1,9}}"
_INSIDE = rf"(?!\({_SYLLABLE}\))[{_BODY}{_HALF}]"
_RUN = re.compile(
    rf"(?<=[^\s\x00-(*-?])\?(?:(?P<first>{_SYLLABLE})\))?"
    rf"(?P<body>(?:{_INSIDE}){{0,{_LONGEST}}}?)(?:(?P<trail>[@-~])|\?(?P<last>{_SYLLABLE})\))"
)
_GLOSS = re.compile(rf"[(（?]{_SYLLABLE}[)）]")


def shifted_run_edits(text: str) -> list[Edit]:
    """Find shifted runs that can be read again.

    Args:
        text: Text with its pinyin residue and private-use characters still in place.

    Returns:
        Replacements of whole runs, from the question mark to the ASCII letter. A run may
        also end at a character whose second byte was lost with the bracket of its own
        pinyin; then the character must have that reading.

    Raises:
        ModelUnavailable: The character model is not installed.
        ModelDamaged: The character model fails its check.
    """
    return [edit for match in _runs(text) if (edit := _repair(text, match)) is not None]


def _runs(text: str) -> Iterator[re.Match[str]]:
    """Yield what may be shifted runs: all but those that hold a word instead of pinyin."""
    if "?" not in text:
        return
    for match in _RUN.finditer(text):
        syllables = [match[name] for name in ("first", "last") if match[name]]
        gone = not match["body"] and (not match["first"] or match["last"])
        if not gone and all(map(is_syllable, syllables)):
            yield match


def _repair(text: str, match: re.Match[str]) -> Edit | None:
    known = _known_bytes(match["body"])
    if known is None:
        return None
    model = character_model()
    before = _GLOSS.sub("", text[max(0, match.start() - 40) : match.start()])[-_CONTEXT:]
    after = _GLOSS.sub("", text[match.end() : match.end() + 40])[:_CONTEXT]
    standing = "".join((before, "?", match["body"], match["trail"] or "?", after))
    readings = _readings(known, match["trail"], match["last"])
    scored = sorted(
        (
            model.log_probability(before + reading + after)
            + _AGREEMENT * _explains(before, lead, match["first"]),
            reading,
        )
        for lead, reading in readings
    )
    if not scored:
        return None
    best, reading = scored[-1]
    steps = len(before) + len(reading) + len(after) - 1
    unread = model.log_probability(standing)
    if best < unread + _CLEARLY or best < _LEAST_MEAN * steps:
        return None
    span = Span(match.start(), match.end())
    if len(scored) == 1 or best > scored[-2][0] + _SURE:
        return Edit(span, reading)
    if match["last"] or not (match["first"] or best > unread + _BEYOND_DOUBT):
        return None
    return Edit(span, reading[1:])


def _readings(known: bytes, trail: str | None, last: str | None) -> Iterator[tuple[int, str]]:
    """Yield each lead byte that makes characters of a run, and those characters."""
    for end in [ord(trail)] if trail else _TRAILS:
        closing = _character(known[-1:] + bytes([end])) if last and known else None
        if last and not (closing and reads(closing, last)):
            continue
        for lead in _LEADS:
            try:
                yield lead, (bytes([lead]) + known + bytes([end])).decode("gbk")
            except UnicodeDecodeError:
                continue


def _explains(before: str, lead: int, syllable: str | None) -> bool:
    """Say whether the byte before and a lead byte make a character of that reading."""
    if not syllable or not before:
        return False
    pair = _character(before[-1].encode("gbk", "replace")[-1:] + bytes([lead]))
    return pair is not None and reads(pair, syllable)


def _character(pair: bytes) -> str | None:
    try:
        return pair.decode("gbk")
    except UnicodeDecodeError:
        return None


def _known_bytes(body: str) -> bytes | None:
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
    return b"".join(parts)
