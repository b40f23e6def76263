"""An English claim, held against Chinese sentences: names by their sound, words by a glossary."""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from index.gazetteer import Gazetteer
from index.glossary import Glossary
from index.pattern import lazy_pattern
from index.pinyin import readings, syllables
from index.script import fold
from index.span import Span
from service.claims.facts import Facts, Place
from service.claims.negation import negations
from service.claims.source import Source
from service.claims.verdict import Finding, Reason
from service.figures.compare import consistent

_WORD = lazy_pattern(r"[A-Za-z]+(?:['’-](?!s\b)[A-Za-z]+)*")
_STOP = frozenset(
    "a an the of in on at by for to from with and or as is are was were be been being do does did "
    "has have had will would can could it its their his her this that these those there which who "
    "what when where how than then into out up about over under per each any all both more most "
    "least some so far also not no nor but they them he she we our you your i mr ms mrs dr said "
    "says say according while after before during since until between through within without "
    "county city district town township village province prefecture street road north south east "
    "west yuan rmb mu percent million billion thousand hundred total number amount one two three "
    "four five six seven eight nine ten eleven twelve twenty thirty forty fifty half".split()
)
_NEGATION = lazy_pattern(
    r"(?i)\b(?:not(?! only)|never|without|cannot|neither|nor|none|nobody|yet to|"
    r"no(?! (?:fewer|less|more|later|matter|doubt)))\b|n['’]t\b"
)
_DENIES = lazy_pattern(
    r"(?i)\b(?:lack|lost|lose|free|ban|banned|stop|stopped|halt|refus|fail|reject|exempt|stable|"
    r"unchanged|frozen|waive|miss|empty|only|less|short|avoid|un[a-z]{3,}|forbid|forbidden|keep|kept|"
    r"remain|still|despite|although|though|rather|instead|before|until)[a-z]*\b"
)
_NO_DENIAL = lazy_pattern(r"不变|非 ?[a-z]")  # "unchanged", "non-GAAP": no "not" in English
_CLAUSE = lazy_pattern(r"[^，,；;。：:！!？?\n]+")
_FEWEST = 3  # words that must be known before their number says anything
_LEAST = 0.25  # share of them that the passage must have
_LIKELY = 0.1  # share of a translation, beside the best, from which it counts
_NAME_SOUNDS = {"朝": "chao", "长": "chang", "乐": "le", "单": "shan", "曾": "zeng", "解": "xie"}
_HELD = 256


def translates(said: Facts, source: Source) -> bool:
    """Say whether a claim is in English and its source in Chinese."""
    return said.english and not source.whole.english


def english_findings(said: Facts, source: Source) -> Iterator[Finding]:
    """Yield what of an English claim a Chinese source does not say.

    Names are not among it: they are places of the claim, see `english_places`.
    """
    yield from _negation(said, source.cited)
    known = [terms for word in _content(said) if (terms := _terms(word))]
    text = source.whole.folded + source.above.folded
    found = sum(any(term in text for term in terms) for terms in known)
    if len(known) >= _FEWEST and found < _LEAST * len(known):
        yield Finding(Reason.NOT_STATED, Span(0, len(said.text)))


def english_places(said: Facts, source: Source) -> list[Place]:
    """Return the names of an English claim as the Chinese characters that they stand for.

    Pinyin is looked for by sound in the cited sentences, then around and above them, then
    in the document. A name that is found nowhere stands for itself, and so in no source.
    """
    found = []
    for span in _names(said):
        name = span.of(said.text)
        found.append(Place(span, _written(name, source), listed=True))
    return found


def _names(said: Facts) -> Iterator[Span]:
    """Yield the capitalised names, words of pinyin in a row taken together."""
    words = [
        Span(*match.span())
        for match in _WORD.finditer(said.text)
        if match[0][0].isupper()
        and not any(one.overlap(Span(*match.span())) for one in said.counted)
    ]
    at = 0
    while at < len(words):
        taken = words[at]
        while at + 1 < len(words) and _goes_on(said.text, taken, words[at + 1]):
            at += 1
            taken = Span(taken.start, words[at].end)
        at += 1
        if not _is_ordinary(taken.of(said.text), starts=_starts(said.text, taken.start)):
            yield taken


def _goes_on(text: str, first: Span, second: Span) -> bool:
    """Say whether two words are one Chinese name: Lin Zhiyuan."""
    if text[first.end : second.start] != " ":
        return False
    last = first.of(text).split()[-1]
    both = (last, second.of(text))
    return all(readings(word) and not _terms(word.lower()) for word in both)


def _starts(text: str, at: int) -> bool:
    return not text[:at].strip() or text[:at].rstrip()[-1:] in '.!?:;“"('


def _is_ordinary(name: str, *, starts: bool) -> bool:
    """Say whether a capitalised word is no name of its own: The, Bamboo, Park."""
    word = name.lower()
    if word in _STOP or word.split("-")[0] in _STOP:
        return True
    terms = _terms(word)
    if any(term in _places() or _sounds_like(term, name) for term in terms[:1]):
        return False
    spelled = any(map(readings, name.split()))
    return bool(terms) or (starts and not spelled and word.endswith(("ing", "ed", "ly")))


def _sounds_like(term: str, name: str) -> bool:
    """Say whether a translation is nothing but the name in characters: Wang is 王."""
    return tuple(syllables(term)) in readings(name)


def _written(name: str, source: Source) -> str:
    """Return the Chinese characters that a name stands for, or the name folded."""
    texts = (source.cited.folded, source.whole.folded, source.above.folded, fold(source.clean.text))
    latin = fold(name)
    for text in texts:
        if latin in text:
            return latin
        translated = next((term for term in _terms(name.lower()) if term in text), None)
        if translated and translated in _places():
            return translated
        for sounds in _sounds(name):
            if (place := _heard(sounds, text)) is not None:
                return place.of(text)
    return latin


def _sounds(name: str) -> list[tuple[str, ...]]:
    """Return the syllables that a name may be read as, a person's family name first or last."""
    words = name.split()
    orders = [words, [words[-1], *words[:-1]]] if len(words) > 1 else [words]
    return [sounds for order in orders for sounds in _products(order) if len(sounds) > 1]


def _products(words: Sequence[str]) -> list[tuple[str, ...]]:
    ways: list[tuple[str, ...]] = [()]
    for word in words:
        ways = [(*before, *one) for before in ways for one in readings(word)[:3]]
    return ways


def _heard(sounds: Sequence[str], text: str) -> Span | None:
    """Return where a text has characters that are read so."""
    read = _read(text)
    for at in range(len(read) - len(sounds) + 1):
        if all(sound in read[at + step] for step, sound in enumerate(sounds)):
            return Span(at, at + len(sounds))
    return None


@lru_cache(maxsize=_HELD)
def _read(text: str) -> list[frozenset[str]]:
    """Return how each character of a text may be read."""
    return [
        frozenset((usual, _NAME_SOUNDS.get(letter, usual)))
        for letter, usual in zip(text, syllables(text), strict=True)
    ]


def _content(said: Facts) -> list[str]:
    """Return the words that carry meaning, lower case, names and figures left out."""
    names = list(_names(said))
    words = []
    for match in _WORD.finditer(said.text):
        span, word = Span(*match.span()), match[0].lower()
        if word in _STOP or any(span.overlap(one) for one in (*said.counted, *names)):
            continue
        words += [word] if _terms(word) else word.split("-")
    return [word for word in words if word not in _STOP]


def _negation(said: Facts, cited: Facts) -> Iterator[Finding]:
    """Yield where only one of claim and source denies what the claim is about."""
    ours = _NEGATION.search(said.text)
    text = cited.folded
    denied = [one for one in negations(text) if not _NO_DENIAL.match(text, one.start)]
    if ours and not denied:
        yield Finding(Reason.NEGATION_DIFFERS, Span(*ours.span()))
    if ours or not denied or _DENIES.search(said.text):
        return
    clause = _nearest_clause(said, cited)
    for span in denied:
        if clause is None or clause.covers(span):
            yield Finding(Reason.NEGATION_DIFFERS, Span(0, len(said.text)), cited.back(span))
            return


def _nearest_clause(said: Facts, cited: Facts) -> Span | None:
    """Return the clause that has most of a claim's figures and words, in folded text."""
    terms = [_terms(word) for word in _content(said)]
    best: tuple[int, Span] | None = None
    for match in _CLAUSE.finditer(cited.folded):
        span = Span(*match.span())
        here = [one for one in cited.quantities if cited.back(span).overlap(one.span)]
        score = sum(any(term in match[0] for term in one) for one in terms)
        score += 2 * sum(any(consistent(one, other) for other in here) for one in said.quantities)
        if score and (best is None or score > best[0]):
            best = score, span
    return None if best is None else best[1]


@lru_cache(maxsize=4096)
def _terms(word: str) -> tuple[str, ...]:
    """Return what a word may be in Chinese, the likeliest first."""
    known = (
        _glossary().translate_phrase(word.split()) if " " in word else _glossary().translate(word)
    )
    if not known:
        return ()
    least = known[0][1] * _LIKELY
    return tuple(term for term, share in known if share >= least)


@cache
def _glossary() -> Glossary:
    return Glossary.load()


@cache
def _places() -> frozenset[str]:
    return Gazetteer.load().names
