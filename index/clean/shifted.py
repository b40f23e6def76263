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
from dataclasses import dataclass

from index.align import Edit
from index.clean.character_model import CharacterModel, character_model
from index.clean.syllables import LETTERS, is_syllable, reads
from index.span import Span

_LONGEST = 200  # characters of a run
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
    rf"(?P<body>(?:{_INSIDE}){{0,{_LONGEST}}}?)"
    rf"(?:(?P<trail>[@-~])|\?(?:(?P<last>{_SYLLABLE})\))?)"
)
_GLOSS = re.compile(rf"[(（?]{_SYLLABLE}[)）]")

Choice = tuple[float, str]


@dataclass(frozen=True, slots=True)
class _Reading:
    """The most likely characters of a run.

    Attributes:
        text: All of them.
        kept: Those that are sure.
    """

    text: str
    kept: str


def shifted_run_edits(text: str) -> list[Edit]:
    """Find shifted runs that can be read again.

    Args:
        text: Text with its pinyin residue and private-use characters still in place.

    Returns:
        Replacements of whole runs, from the question mark to the ASCII letter. A run that
        begins with a syllable may also end at a character whose second byte was lost with
        what followed it, be it the bracket of its own pinyin, a sign or a figure; in place of
        a sign or figure the question mark stays.

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
        known = match["body"] or (match["first"] and match["trail"])
        ends = match["trail"] or syllables
        if known and ends and all(map(is_syllable, syllables)):
            yield match


def _repair(text: str, match: re.Match[str]) -> Edit | None:
    model = character_model()
    before = _GLOSS.sub("", text[max(0, match.start() - 40) : match.start()])[-_CONTEXT:]
    after = _GLOSS.sub("", text[match.end() : match.end() + 40])[:_CONTEXT]
    reading = _read(match, before, after, model)
    if reading is None:
        return None
    standing = "".join((before, "?", match["body"], match["trail"] or "?", after))
    gain = model.log_probability(before + reading.text + after)
    steps = len(before) + len(reading.text) + len(after) - 1
    if gain < _LEAST_MEAN * steps:
        return None
    spoken_for = match["first"] or reading.kept == reading.text
    least = _CLEARLY if spoken_for else _BEYOND_DOUBT
    if gain + _agreement(before, reading.text, match["first"]) < (
        model.log_probability(standing) + least
    ):
        return None
    lost = "" if match["trail"] or match["last"] else "?"
    return Edit(Span(match.start(), match.end()), reading.kept + lost)


def _read(match: re.Match[str], before: str, after: str, model: CharacterModel) -> _Reading | None:
    """Return the likeliest reading of a run, or None where its bytes make no text."""
    known = _known_bytes(match["body"])
    if known is None:
        return None
    if match["trail"]:
        known += match["trail"].encode("ascii")
    inner = _text(known[1:] if match["trail"] else known[1:-1])
    if inner is None or not known:
        return None
    lasts = [] if match["trail"] else _lasts(known[-1:], match["last"])
    if not match["trail"] and not lasts:
        return None
    last, last_sure = _best(
        [(model.log_probability((before + inner)[-3:] + one + after), one) for one in lasts]
    )
    rest = (inner + last + after)[:_CONTEXT]
    first, first_sure = _best(
        [
            (
                model.log_probability(before + one + rest)
                + _agreement(before, one, match["first"]),
                one,
            )
            for lead in _LEADS
            if (one := _text(bytes([lead]) + known[:1]))
        ]
    )
    if not first:
        return None
    kept = (first if first_sure else "") + inner + (last if last_sure else "")
    return _Reading(first + inner + last, kept)


def _lasts(lead: bytes, syllable: str | None) -> list[str]:
    """Return the characters that a lead byte may begin, of one reading if it is known."""
    made = [one for trail in _TRAILS if (one := _text(lead + bytes([trail])))]
    return [one for one in made if syllable is None or reads(one, syllable)]


def _best(choices: list[Choice]) -> tuple[str, bool]:
    """Return the likeliest choice, empty without any, and whether it is clearly that."""
    if not choices:
        return "", True
    ranked = sorted(choices)
    return ranked[-1][1], len(ranked) == 1 or ranked[-1][0] > ranked[-2][0] + _SURE


def _agreement(before: str, reading: str, syllable: str | None) -> float:
    """Return what speaks for a first character whose lost byte explains the syllable.

    The byte before and the lost one then make a character of that reading.
    """
    if not syllable or not before:
        return 0.0
    pair = _text(before[-1].encode("gbk", "replace")[-1:] + reading[0].encode("gbk")[:1])
    return _AGREEMENT if pair and len(pair) == 1 and reads(pair, syllable) else 0.0


def _text(data: bytes) -> str | None:
    try:
        return data.decode("gbk")
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
