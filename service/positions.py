"""An answer of several figures: each with its sources and their dates."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.document import CleanDocument
from index.pattern import lazy_pattern
from index.script import to_script
from index.span import Span
from service.answer import Citation, Position
from service.claims.verdict import Judgement
from service.draft import Claim, Draft
from service.question import Language
from service.reader.analysis import Analysis
from service.verify import verify

_LONGEST_NAME = 30  # characters of an outlet's or a title's name
# A name comes from a document: nothing of it may act as markup or as a link.
_UNPLAIN = lazy_pattern(r"[^\w\s·&《》〈〉“”、—-]|_")


@dataclass(frozen=True, slots=True)
class Words:
    """The words around figures in one language."""

    opening: str
    between: str
    voice: str
    date: str
    voices: str
    closing: str
    unknown: str


WORDS = {
    Language.SIMPLIFIED: Words(
        "各来源的说法不同：", "；", "（{}）", "{}，{}", "、", "。", "来源不详"
    ),
    Language.TRADITIONAL: Words(
        "各來源的說法不同：", "；", "（{}）", "{}，{}", "、", "。", "來源不詳"
    ),
    Language.ENGLISH: Words(
        "The sources differ: ", "; ", " ({})", "{}, {}", "; ", ".", "unknown source"
    ),
}


@dataclass(frozen=True, slots=True)
class Positions:
    """What is said of figures that differ.

    Attributes:
        text: The answer.
        citations: The proof; `answer_span` is the figure's place in `text`.
        claims: The verdicts on the figures, one a citation.
        positions: The figures in the order of the text.
    """

    text: str
    citations: tuple[Citation, ...]
    claims: tuple[Judgement, ...]
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """A figure as one source gives it, verified by itself."""

    figure: str
    citation: Citation
    claim: Judgement


def differing_answer(
    groups: Sequence[Sequence[Claim]],
    documents: Callable[[str], CleanDocument],
    language: Language,
    question: Analysis | None = None,
) -> Positions | None:
    """Say that sources differ and what each says; every figure is verified by itself.

    Args:
        groups: The claims of each figure, in the order to be named.
        documents: Gives a passage's document by id.
        language: The asker's.
        question: What was asked, taken apart.

    Returns:
        None when fewer than two of the figures are carried by their sources.
    """
    proven = [
        [voice for one in claims if (voice := _verified(one, documents, language, question))]
        for claims in groups
    ]
    heard = [voices for voices in proven if voices]
    return _stated(heard, documents, language) if len(heard) > 1 else None


def _verified(
    claim: Claim,
    documents: Callable[[str], CleanDocument],
    language: Language,
    question: Analysis | None,
) -> Voice | None:
    if claim.highlight is None:
        return None
    text = to_script(claim.highlight.of(claim.passage.text), language)
    alone = replace(claim, answer_span=Span(0, len(text)))
    verified = verify(Draft(text, (alone,), claim.score, "extractive"), documents, question)
    if not verified.citations or verified.text != text:
        return None
    return Voice(text, verified.citations[0], verified.claims[0])


def _stated(
    groups: Sequence[Sequence[Voice]],
    documents: Callable[[str], CleanDocument],
    language: Language,
) -> Positions:
    words = WORDS[language]
    text = words.opening
    cited: list[Citation] = []
    claims: list[Judgement] = []
    positions: list[Position] = []
    for number, voices in enumerate(groups):
        text += words.between if number else ""
        figure = voices[0].figure
        span = Span(len(text), len(text) + len(figure))
        keys = tuple(range(len(cited) + 1, len(cited) + 1 + len(voices)))
        for key, one in zip(keys, voices, strict=True):
            cited.append(replace(one.citation, id=key, answer_span=span))
            claims.append(replace(one.claim, answer_span=span))
        positions.append(Position(figure, keys))
        names = (origin(documents(one.citation.document_id), language) for one in voices)
        text += figure + words.voice.format(words.voices.join(names))
    return Positions(text + words.closing, tuple(cited), tuple(claims), tuple(positions))


def origin(clean: CleanDocument, language: Language) -> str:
    """Name a document by its outlet, else its title, with its date where that is known."""
    known, words = clean.document.metadata, WORDS[language]
    name = to_script(plain(known.source or known.title or "") or words.unknown, language)
    if known.published is None:
        return name
    return words.date.format(name, known.published.isoformat())


def plain(name: str) -> str:
    """Return a name out of a document as one short line without markup or links."""
    line = " ".join(_UNPLAIN.sub(" ", name).split())
    return line if len(line) <= _LONGEST_NAME else line[: _LONGEST_NAME - 1] + "…"
