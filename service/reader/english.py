"""Taking an English question apart so that Chinese passages can answer it."""

from collections.abc import Sequence

from index.glossary import Glossary
from index.pattern import lazy_pattern
from index.pinyin import readings
from index.rarity import Rarity
from index.script import fold
from index.span import Span
from service.question import Language
from service.reader.analysis import Analysis, unique
from service.reader.english_expectation import expect_english
from service.reader.moment import Moment
from service.reader.term import Alternative, Term, TermKind

_TOKEN = lazy_pattern(r"[A-Za-z]+(?:['’\-][A-Za-z]+)*|\d+(?:[,.]\d+)*%?")
_POSSESSIVE = lazy_pattern(r"['’]s?$")
_STOP = frozenset(
    """
    a an the of in on at by for to from with and or as is are was were be been being do does
    did has have had will would can could it its their his her this that these those there
    which what who whom whose when where why how much many long please tell me about into
    than then between during after before under over per each any all both more most least
    up out so far total according also say says said county city district province town
    township village prefecture municipality autonomous mr ms mrs name named called number
    amount kind percentage percent share yuan rmb people's
    """.split()
)
_MONTH_NAMES = """
    january february march april may june july august september october november december
    """.split()
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
_YEAR = lazy_pattern(r"\b(1[6-9]\d\d|20\d\d)\b")
_MONTH_YEAR = lazy_pattern(
    rf"\b({'|'.join(_MONTHS)})\.?(?:\s+(\d{{1,2}})(?:st|nd|rd|th)?,?)?(?:\s+(?:of\s+)?(1[6-9]\d\d|20\d\d))?\b"
)
_AUXILIARY = lazy_pattern(r"\b(?:did|do|does|is|are|was|were|has|have|had|will|can|to|in|of|for)\b")
_FEWEST_SYLLABLES = 2
_VOWEL = lazy_pattern("[aeo]")  # a syllable that an apostrophe would stand before
_LEAST_SHARE = 0.15  # translations rarer than this, beside the best, are left out


def analyse_english(question: str, *, glossary: Glossary, rarity: Rarity) -> Analysis:
    """Take an English question apart; its terms are what Chinese pages would write.

    Args:
        question: As the asker wrote it: capital letters tell names.
        glossary: Translations of words.
        rarity: Weighs the translations.
    """
    folded = fold(question)
    expectation = expect_english(folded)
    moments = _moments(folded)
    tokens = _content(question, [expectation.phrase, *(moment.span for moment in moments)])
    terms: list[Term] = []
    place = 0
    while place < len(tokens):
        term, used = _term(tokens, place, glossary, rarity)
        terms += [term] if term else []
        place += used
    head = _AUXILIARY.split(folded[expectation.phrase.end :])[0]
    counted = tuple(term for term in unique(terms) if term.label in head)
    found = unique(terms)
    words = tuple(term for term in found if term.kind is TermKind.WORD)
    return Analysis(folded, Language.ENGLISH, expectation, found, tuple(moments), counted, words)


def _content(question: str, taken: Sequence[Span]) -> list[str]:
    """Return the words that matter, the first in lower case unless it is clearly a name."""
    words = []
    for match in _TOKEN.finditer(question):
        here = Span(*match.span())
        if any(span.overlap(here) for span in taken) or match.group().lower() in _STOP:
            continue
        word = _POSSESSIVE.sub("", match.group())
        words += word.split("-") if not readings(word) else [word]
    return [word for word in words if word.lower() not in _STOP]


def _term(
    tokens: Sequence[str], place: int, glossary: Glossary, rarity: Rarity
) -> tuple[Term | None, int]:
    """Return the term that begins at a word, and how many words it takes."""
    word = tokens[place]
    if word[0].isdigit():
        return Term(word, (Alternative(word),), 1.0, TermKind.NUMBER), 1
    pair = tokens[place : place + 2]
    if len(pair) == 2 and (found := glossary.translate_phrase(pair)):
        return _translated(" ".join(pair).lower(), found, rarity), 2
    translations = glossary.translate(word)
    if spelled := _romanised(word, known=bool(translations)):
        return Term(word.lower(), spelled, 1.5, TermKind.PLACE), 1
    if word[0].isupper() and not translations:
        return Term(word.lower(), (Alternative(word.lower()),), 1.2, TermKind.NAME), 1
    return (_translated(word.lower(), translations, rarity) if translations else None), 1


def _romanised(word: str, *, known: bool) -> tuple[Alternative, ...]:
    """Return the ways to read a word as a Chinese name, none when it is an English word."""
    if known and not word[0].isupper():
        return ()
    spelled = [reading for reading in readings(word) if len(reading) >= _FEWEST_SYLLABLES]
    if known and all(_VOWEL.match(syllable) for way in spelled for syllable in way[1:]):
        return ()  # Sea is a word, not Se'a
    return tuple(Alternative("", reading) for reading in spelled[:3])


def _translated(
    label: str, translations: Sequence[tuple[str, float]], rarity: Rarity
) -> Term | None:
    best = translations[0][1]
    kept = [(term, share / best) for term, share in translations if share / best >= _LEAST_SHARE]
    alternatives = tuple(
        Alternative(term, (), share**0.25) for term, share in kept if len(term) > 1
    )
    if not alternatives:
        return None
    first = alternatives[0].text
    pairs = [first[i : i + 2] for i in range(len(first) - 1)]
    weight = 0.15 + max(rarity.weight(pair) for pair in pairs)
    return Term(label, alternatives, min(weight, 0.8))


def _moments(folded: str) -> list[Moment]:
    found: list[Moment] = []
    for match in _MONTH_YEAR.finditer(folded):
        month, day, year = match.groups()
        if month == "may" and not year and not day:
            continue
        found.append(
            Moment(
                Span(*match.span()),
                int(year) if year else None,
                _MONTHS[month],
                int(day) if day else None,
            )
        )
    for match in _YEAR.finditer(folded):
        span = Span(*match.span())
        if not any(moment.span.covers(span) for moment in found):
            found.append(Moment(span, int(match.group())))
    return sorted(found, key=lambda moment: moment.span)
