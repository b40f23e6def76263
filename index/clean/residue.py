"""Pinyin left in brackets after characters: `產(chǎn)業(yè)` was `產業`."""

import re

from index.align import Edit
from index.clean.syllables import LETTERS, is_syllable, is_toned, reads
from index.span import Span

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ue000-\uf8ff\U00020000-\U0003ffff"
_RESIDUE = re.compile(rf"(?<=([{_HAN}A-Za-z@\[\]^_`{{|}}~]))[(（]([{LETTERS}]{{1,9}})[)）]")
_GLOSS = re.compile(rf"[(（][{LETTERS}]{{1,9}}[)）]")
_LOST = re.compile(rf"\?([{LETTERS}]{{1,9}})\)")
_ENOUGH = 5  # glosses that agree with their characters make a page one of residue


def residue_edits(text: str) -> list[Edit]:
    """Find pinyin residue.

    A syllable in half-width brackets goes when it bears a tone mark and is the reading of
    the character before it. On a page with at least five such syllables, in brackets of
    either width, one goes too when it bears a tone mark and the character has several
    readings or was damaged, or when it bears none and is the reading. A lone one in
    full-width brackets is an editor's gloss on a rare character and stays, as do words in
    brackets that are no pinyin.

    Args:
        text: Text whose shifted runs have been repaired.

    Returns:
        Deletions of the residue with its brackets.
    """
    if not _GLOSS.search(text):
        return []
    found = [match for match in _RESIDUE.finditer(text) if is_syllable(match[2])]
    if not found:
        return []
    agreeing = {match.start() for match in found if reads(match[1], match[2])}
    toned = {match.start() for match in found if is_toned(match[2])}
    narrow = {match.start() for match in found if match[0].startswith("(")}
    certain = agreeing & toned
    usual = agreeing | toned if len(certain) >= _ENOUGH else certain & narrow
    return [Edit(Span(match.start(), match.end()), "") for match in found if match.start() in usual]


def lost_character_edits(text: str) -> list[Edit]:
    """Find the pinyin of characters of which no byte is left, as in `日?qǐng)?bào)`.

    What stood there cannot be told from the page, so the question mark and the pinyin go
    and nothing takes their place.

    Args:
        text: Text whose shifted runs have been repaired.

    Returns:
        Deletions of the question marks with the syllables after them.
    """
    if "?" not in text:
        return []
    return [
        Edit(Span(match.start(), match.end()), "")
        for match in _LOST.finditer(text)
        if is_toned(match[1]) and is_syllable(match[1])
    ]
