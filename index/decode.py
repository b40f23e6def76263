"""Bytes → text.

A byte order mark decides; then UTF-8 where every byte fits it. Otherwise the
encoding is a guess: charset-normalizer proposes one beside those that Chinese
pages come in, and the reading wins that our own token encoding takes the fewest
tokens for. The same bytes read in a wrong encoding turn into rare characters,
which cost two or three tokens each, so that even a headline is enough.
"""

import codecs
import re
from dataclasses import dataclass

from index.errors import UnreadableSource
from index.tokens import count_tokens

SAMPLE = 4_096  # bytes that a guess is made on
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_BINARY = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip or Office file"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
)
_BIG5 = ("big5", "cp950", "big5hkscs")  # the plain one first, then what vendors added
_CHINESE = ("gb18030", *_BIG5)
_WIDE = ("utf-16-le", "utf-16-be")
_FOREIGN = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufffd-\uffff]")
_FOREIGN_COST = 6  # tokens that a control, private-use or unreadable character counts as
_FOREIGN_SHARE = 0.05  # of the characters: more than that is no text
_FOREIGN_FORGIVEN = 3  # characters: damage that even a short text may have
_UTF8_PROOF = 8  # characters beyond ASCII: that many fit UTF-8 by chance in no other encoding
_CLEARLY_CHINESE = 0.9  # tokens a character: at most this, and no detector needs to be asked
_NO_LANGUAGE = 2.4  # tokens a character: a reading that costs more is chance
_SHORT = 12  # characters: fewer are judged as if they were so many


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and how it was won from bytes.

    Attributes:
        text: The decoded text; line ends are as they were, a byte order mark is gone.
        encoding: Python's name of the encoding.
        guessed: Whether nothing but likelihood speaks for the encoding.
        warning: What a reader of the text should know, or None.
    """

    text: str
    encoding: str
    guessed: bool
    warning: str | None = None


def decode(data: bytes) -> Decoded:
    """Decode the bytes of a text file.

    Bytes that do not fit the encoding become U+FFFD, one for each bad place, and the
    warning says how many and where the first one is; nothing is dropped.

    Args:
        data: The whole file.

    Returns:
        The text; `guessed` with a warning where neither a mark nor UTF-8 decided.

    Raises:
        UnreadableSource: The bytes look like binary data.
    """
    kind = next((kind for magic, kind in _BINARY if data.startswith(magic)), None)
    if kind:
        raise UnreadableSource(f"looks like binary ({kind})")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding, guessed=False, offset=len(mark))
    if b"\0" not in data and is_valid(data, "utf-8"):
        return _decoded(data, "utf-8", guessed=False)
    if _begins_in_utf8(data):
        return _decoded_by_line(data)
    encoding = _likeliest(_sample(data))
    if encoding in _BIG5:
        encoding = next((wider for wider in _BIG5 if is_valid(data, wider)), encoding)
    return _decoded(data, encoding, guessed=encoding != "utf-8")


def decode_as(data: bytes, encoding: str) -> Decoded:
    """Decode in the encoding that the data itself declares.

    Args:
        data: The whole file, without a byte order mark.
        encoding: A codec name that Python knows.

    Returns:
        The text, with a warning where bytes do not fit.

    Raises:
        UnreadableSource: The bytes look like binary data.
    """
    return _decoded(data, encoding, guessed=False)


def is_valid(data: bytes, encoding: str) -> bool:
    """Say whether every byte fits an encoding."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _begins_in_utf8(data: bytes) -> bool:
    """Say whether what stands before the first bad byte can only be meant as UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        lead_bytes = sum(byte >= 0xC0 for byte in data[: min(error.start, SAMPLE)])
        return lead_bytes >= _UTF8_PROOF
    return False


def _decoded_by_line(data: bytes) -> Decoded:
    """Decode UTF-8 with damaged lines, or lines pasted in another encoding."""
    lines: list[str] = []
    notes: list[str] = []
    for number, line in enumerate(data.splitlines(keepends=True), start=1):
        if is_valid(line, "utf-8"):
            lines.append(line.decode("utf-8"))
            continue
        encoding = "utf-8" if _begins_in_utf8(line) else _likeliest(line[:SAMPLE])
        text, damage = _replaced(line, encoding)
        lines.append(text)
        notes.append(f"line {number} is no UTF-8: {damage or 'read as ' + encoding}")
    text = "".join(lines) if b"\0" not in data else _checked("".join(lines))
    warning = "; ".join(notes[:3]) + (f"; and {len(notes) - 3} more" if len(notes) > 3 else "")
    return Decoded(text, "utf-8", guessed=False, warning=warning)


def _decoded(data: bytes, encoding: str, *, guessed: bool, offset: int = 0) -> Decoded:
    text, damage = _replaced(data, encoding, offset)
    guess = f"encoding guessed: {encoding}" if guessed else None
    warning = "; ".join(filter(None, (guess, damage))) or None
    return Decoded(_checked(text), encoding, guessed, warning)


def _replaced(data: bytes, encoding: str, offset: int = 0) -> tuple[str, str | None]:
    """Decode, bad bytes replaced, and say how many were and where the first one is."""
    try:
        return data.decode(encoding), None
    except UnicodeDecodeError as error:
        text = data.decode(encoding, errors="replace")
        count, place = text.count(REPLACEMENT), offset + error.start
        return text, f"{count} unreadable places shown as {REPLACEMENT}, the first at byte {place}"


def _checked(text: str) -> str:
    if _foreign_share(text[:SAMPLE]) > _FOREIGN_SHARE:
        raise UnreadableSource("looks like binary")
    return text


def _sample(data: bytes) -> bytes:
    """Return the stretch to guess on: the beginning, or the first line that is not UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start > SAMPLE // 2:
            start = data.rfind(b"\n", error.start - SAMPLE // 2, error.start) + 1
            return data[start or error.start : error.start + SAMPLE]
    return data[:SAMPLE]


def _likeliest(sample: bytes) -> str:
    """Return the encoding that reads the sample in the fewest tokens."""
    wide = _WIDE if b"\0" in sample or len(sample) % 2 == 0 else ()
    costs = {encoding: _cost(sample, encoding) for encoding in ("utf-8", *_CHINESE, *wide)}
    best: str = min(costs, key=lambda encoding: costs[encoding])
    if costs[best] > _CLEARLY_CHINESE * len(_read(sample, best)):
        costs |= {encoding: _cost(sample, encoding) for encoding in _proposals(sample)}
        best = min(costs, key=lambda encoding: costs[encoding])
    if costs[best] > _NO_LANGUAGE * max(_SHORT, len(_read(sample, best))):
        raise UnreadableSource("looks like binary")
    return best


def _cost(sample: bytes, encoding: str) -> int:
    text = _read(sample, encoding)
    return count_tokens(text) + _FOREIGN_COST * len(_FOREIGN.findall(text))


def _read(sample: bytes, encoding: str) -> str:
    """Decode a sample, whose last character may be cut."""
    text: str = codecs.getincrementaldecoder(encoding)(errors="replace").decode(sample)
    return text


def _proposals(sample: bytes) -> tuple[str, ...]:
    """Ask the detector; where it sees a Western page, the commonest one is tried too."""
    from charset_normalizer import from_bytes

    match = from_bytes(sample, steps=5, chunk_size=512).best()
    if match is None:
        return ()
    letters = _read(sample, match.encoding)
    western = sum(map(str.isascii, letters)) > 0.7 * len(letters)
    return ("cp1252", match.encoding) if western else (match.encoding,)


def _foreign_share(text: str) -> float:
    return max(0, len(_FOREIGN.findall(text)) - _FOREIGN_FORGIVEN) / max(1, len(text))
