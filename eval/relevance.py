"""When a place in a document proves an answer."""

from difflib import SequenceMatcher

from eval.item import Item
from eval.normalise import contains, contains_parts, units
from index.document import Document
from index.hit import Hit
from service.answer import Citation, Verdict

OVERLAP_NEEDED = 0.7
"""Share of the shorter text that must stand in the other, in order."""

_SHORTEST_BLOCK = 2  # single characters agree by chance


def overlap(first: str, second: str) -> float:
    """Return how much of the shorter text stands in the longer one, in order.

    Counts the units in matching blocks of two or more (Ratcliff and Obershelp's pattern
    matching), so that lost characters and noise in either text cost only themselves.

    Returns:
        A share in [0, 1]; 0 when either text has no units.
    """
    short, long = sorted((units(first), units(second)), key=len)
    if not short:
        return 0.0
    blocks = SequenceMatcher(None, long, short, autojunk=False).get_matching_blocks()
    needed = min(_SHORTEST_BLOCK, len(short))
    return sum(block.size for block in blocks if block.size >= needed) / len(short)


def proves(item: Item, document_id: str, text: str) -> tuple[bool, ...]:
    """Say which of the item's wanted proofs a text from a document carries.

    With evidence, each evidence sentence is a proof, carried by a text that overlaps it
    by `OVERLAP_NEEDED`. Without, there is one proof: a text that contains a gold answer,
    of a question of kind `list` all its parts, for a page may join them in other words.
    Either way the document must be one of the item's, if it names any.

    Returns:
        One verdict per proof; at least one.
    """
    wanted = item.evidence or (None,)
    if item.documents and document_id not in item.documents:
        return (False,) * len(wanted)
    if not item.evidence:
        holds = contains_parts if item.kind == "list" else contains
        return (any(holds(text, gold) for gold in item.answers),)
    return tuple(overlap(sentence, text) >= OVERLAP_NEEDED for sentence in item.evidence)


def hit_proofs(item: Item, hit: Hit) -> tuple[bool, ...]:
    """Say which of the item's proofs stand in a hit's passage."""
    return proves(item, hit.passage.document_id, hit.passage.text)


def citation_proofs(item: Item, citation: Citation) -> tuple[bool, ...]:
    """Say which of the item's proofs a citation's readable quote carries."""
    return proves(item, citation.document_id, citation.quote)


def supporting(citations: tuple[Citation, ...]) -> tuple[Citation, ...]:
    """Return the citations that are shown as proof, not as nearest evidence."""
    return tuple(found for found in citations if found.support.verdict is Verdict.SUPPORTED)


def is_true(citation: Citation, document: Document) -> bool:
    """Say whether a citation holds to the character in the document as it is stored."""
    return (
        citation.cited_text == citation.span.of(document.text)
        and bool(citation.span)
        and citation.content_sha256 == document.sha256
    )
