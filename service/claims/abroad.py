"""Countries, regions and cities that a question asks about and its evidence is not about."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from index.atlas import Atlas, Mention, Place
from index.gazetteer import Gazetteer
from service.reader.view import View

_RANKS = "省市县区州"
_HELD = 256


def elsewhere(question: str, view: View, *, english: bool = False) -> bool:
    """Say whether evidence speaks of another country, region or city than the question.

    It does where no name in the document is that of the place asked about, nor of a place
    in it, while the passage, its title or headings name one that it can neither be nor lie
    in: what is said of 法国 is not said of 英国, but what is said of 巴黎 may be.

    Args:
        question: As it was asked, folded.
        view: The passage.
        english: Whether the question is in English.
    """
    atlas = Atlas.load()
    found = atlas.find_english(question) if english else atlas.find(question)
    asked = [one.places for one in found if one.sure]
    if not asked:
        return False
    ours = {place for places in asked for place in places}
    told = {
        place for one in _named(view.above) + _named(view.text) if one.sure for place in one.places
    }
    if _in_china(view.above + "\n" + view.text):
        told.add(atlas.china)
    others = told - ours
    apart = [places for places in asked if _excluded(places, others)]
    return bool(apart) and any(not _is_held(places, view) for places in apart)


def _excluded(places: Iterable[Place], others: Iterable[Place]) -> bool:
    """Say whether some other place is none of those that a name may stand for."""
    return any(all(place.excludes(other) for place in places) for other in others)


def _is_held(places: Sequence[Place], view: View) -> bool:
    """Say whether a document or its title names one of some places, or a place in it."""
    text = view.above + "\n" + view.article.text
    if any(place == Atlas.load().china for place in places) and Gazetteer.load().find(text):
        return True
    known = (other for one in _named(text) for other in one.places)
    return any(place.may_hold(other) for other in known for place in places)


@lru_cache(maxsize=_HELD)
def _named(text: str) -> list[Mention]:
    """Return the places that a text names, in Chinese or in Latin letters."""
    atlas = Atlas.load()
    return atlas.find(text) + atlas.find_english(text)


def _in_china(text: str) -> bool:
    """Say whether a text names a Chinese province, city or county with its rank."""
    found = (span.of(text) for span in Gazetteer.load().find(text))
    return any(name[-1] in _RANKS and len(name) > len("忠县") for name in found)
