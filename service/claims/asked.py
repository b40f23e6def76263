"""The question that an answer from elsewhere answers."""

from dataclasses import replace
from functools import cache

from index.gazetteer import Gazetteer
from index.glossary import Glossary
from index.rarity import Rarity
from index.script import detect_script, fold
from service.question import Language
from service.reader.analysis import Analysis, analyse
from service.reader.english import analyse_english


def asked(question: str) -> Analysis | None:
    """Take a question apart as `ask` does; None when it is blank."""
    if not question.strip():
        return None
    language = Language(detect_script(question))
    if language is Language.ENGLISH:
        found = analyse_english(question, glossary=_glossary(), rarity=_rarity())
    else:
        found = analyse(fold(question), gazetteer=Gazetteer.load(), rarity=_rarity())
    return replace(found, language=language)


_glossary, _rarity = cache(Glossary.load), cache(Rarity.load)
