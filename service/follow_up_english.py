"""English follow-up questions made standalone by rules; see `service.follow_up`."""

import re

from index.pattern import lazy_pattern

_YEAR = lazy_pattern(r"\b(?:19|20)\d{2}\b|\b(?:last|this|next) year\b", re.IGNORECASE)
_ELLIPSIS = lazy_pattern(
    r"(?:(?:and|but|so|then|ok|okay)[, ]+)?(?:what about|how about|and|"
    r"(?:the )?same (?:question )?(?:for|with))"
    r"[, ]+(?P<what>.{1,60})",
    re.IGNORECASE,
)
_NAME = lazy_pattern(r"\b[A-Z][\w-]*(?:\s+(?:of\s+(?:the\s+)?)?[A-Z][\w-]*)*")
_VERB = lazy_pattern(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|what|which|who|why|how"
    r"|when|where|whose)\b",
    re.IGNORECASE,
)
_POSSESSIVE = lazy_pattern(r"\b(?:its|their|his|her)\b(?=\s+\w)", re.IGNORECASE)
_PRONOUN = lazy_pattern(
    r"\b(?:it|they|he|she|him|that (?:figure|number|year|place|project|company))\b",
    re.IGNORECASE,
)
_DUMMY = lazy_pattern(
    r"\b(?:is|was) it (?:\w+ )?\w+ (?:that|to|for|if|whether)\b|\b(?:is|was) it (?:\w+ly )?true\b"
    r"|\b(?:does|did) it (?:mean|take|cost)\b.*\b(?:for|to)\b",
    re.IGNORECASE,
)
_MOST_WORDS_BEFORE = 5  # a pronoun further back has its noun in the question itself
_THERE = lazy_pattern(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!^)\bthere\b(?!\s+(?:is|are|was|were)\b)",
    re.IGNORECASE,
)
_FIGURE = lazy_pattern(r"\b(?:year|data|figure|number|date|from|source)\b", re.IGNORECASE)
_WHAT_IS = lazy_pattern(r"what (?:is|was|are|were) (?P<topic>the .+)", re.IGNORECASE)
_COUNTED = lazy_pattern(
    r"how (?:many|much) (?P<noun>(?!of\b|did\b|do\b|does\b|is\b|was\b)\w+)", re.I
)
_OF = lazy_pattern(r"\bthe (?P<measure>[a-z][a-z ]*?) of\b")


def resolve_english(asked: str, previous: str, name: str | None) -> str | None:
    """Return an English follow-up made standalone, or None when it is complete.

    Args:
        asked: The follow-up, without its closing mark.
        previous: The standalone question before it, without its closing mark.
        name: The last answer, when it is nothing but the name that was asked for.
    """
    match = _ELLIPSIS.fullmatch(asked)
    if match and not _VERB.search(match["what"]):
        return _replace(match["what"].strip(), previous, name)
    if _YEAR.fullmatch(asked):
        return _replace(asked, previous, name)
    if _names(asked) or _DUMMY.search(asked):
        return None
    return _fill_pronoun(asked, previous, name)


def _fill_pronoun(asked: str, previous: str, name: str | None) -> str | None:
    meant = name or _last_name(previous)
    if meant and (match := _POSSESSIVE.search(asked)):
        return _put(f"{meant}'s", asked, match)
    match = _PRONOUN.search(asked)
    if match and len(asked[: match.start()].split()) <= _MOST_WORDS_BEFORE:
        whole = _WHAT_IS.fullmatch(previous)
        if whole and name is None and _FIGURE.search(asked):
            return _put(whole["topic"], asked, match)
        return _put(meant, asked, match) if meant else None
    if meant and (match := _THERE.search(asked)):
        return _put(f"in {meant}", asked, match)
    return None


def _replace(what: str, previous: str, name: str | None) -> str:
    """Put what a follow-up names anew into the slot of its kind."""
    year = _YEAR.search(what)
    if year and _YEAR.fullmatch(re.sub(r"^(?:in|for|during)\s+", "", what)):
        old = _YEAR.search(previous)
        return _put(year[0], previous, old) if old else f"{previous} in {year[0]}"
    bare = re.sub(r"^(?:in|of|for|at|to|from|the one in)\s+", "", what)
    names = _names(previous)
    if bare[:1].isupper() or not bare.isascii():
        return _put(bare, previous, names[-1]) if names else f"{previous} ({bare})"
    noun = re.sub(r"^(?:its|their|his|her|the)\s+", "", bare)
    counted = _COUNTED.match(previous)
    if counted and noun == bare:
        return _put(noun, previous, counted, "noun")
    if match := _OF.search(previous):
        return previous[: match.start("measure")] + noun + previous[match.end("measure") :]
    meant = name or _last_name(previous)
    return f"What is the {noun} of {meant}" if meant else f"{previous} ({what})"


def _names(text: str) -> list[re.Match[str]]:
    """Return the capitalised names after the first word, which is capitalised anyway."""
    return [match for match in _NAME.finditer(text) if match.start() > 0 and match[0] != "I"]


def _last_name(text: str) -> str | None:
    names = _names(text)
    return names[-1][0] if names else None


def _put(what: str, text: str, match: re.Match[str], group: str | int = 0) -> str:
    return text[: match.start(group)] + what + text[match.end(group) :]
