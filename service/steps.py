"""The steps of the chain: condense, retrieve, rerank, pack, generate, verify."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from index.document import Metadata
from index.embed import Embedder
from index.errors import GenerationError
from index.gazetteer import Gazetteer
from index.glossary import Glossary
from index.rarity import Rarity
from index.script import detect_script, fold
from prompts.packing import pack
from service.answer import Answer, Citation, RefusalReason, Status, Verdict
from service.condense import condense, condense_with
from service.draft import Draft
from service.generate.extractive import ExtractiveGenerator
from service.generate.llm import CompletesPrompts, LanguageModelGenerator
from service.question import Language
from service.reader.analysis import Analysis, analyse
from service.reader.english import analyse_english
from service.reader.likeness import likeness_to
from service.reader.reader import Reading, Spot
from service.refusal import Refusal, message
from service.rerank import by_score, rerank, views
from service.state import State
from service.verify import cite, verify

if TYPE_CHECKING:
    from service.cross_encoder import ScoresPassages

_CONDENSING = 0.25  # share of the time that making the question stand alone may take
_RETRIEVED = 4  # times as many passages are retrieved as are read after reranking


class Condense:
    """Makes the question stand alone and takes it apart."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        rarity: Rarity,
        glossary: Callable[[], Glossary],
        embedder: Embedder,
        model: CompletesPrompts | None,
    ) -> None:
        self._gazetteer, self._rarity, self._glossary = gazetteer, rarity, glossary
        self._embedder = embedder
        self._model = model

    def __call__(self, state: State) -> State:
        """Fill in `standalone` and `analysis`."""
        if self._model is None:
            standalone = condense(state.question)
        else:
            left = seconds_left(state)
            share = None if left is None else left * _CONDENSING
            standalone = condense_with(self._model, state.question, timeout=share)
        return replace(state, standalone=standalone, analysis=self._analyse(standalone, state))

    def _analyse(self, question: str, state: State) -> Analysis:
        likeness = likeness_to(fold(question), self._embedder)
        if detect_script(question) == Language.ENGLISH:
            analysis = analyse_english(question, glossary=self._glossary(), rarity=self._rarity)
        else:
            analysis = analyse(fold(question), gazetteer=self._gazetteer, rarity=self._rarity)
        return replace(analysis, language=state.language, likeness=likeness)


class Retrieve:
    """Searches the corpus for passages."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    def __call__(self, state: State) -> State:
        """Fill in `passages` in the order of the search."""
        hits = state.corpus.search(state.standalone, limit=self._limit * _RETRIEVED)
        return replace(state, passages=tuple(hit.passage for hit in hits))


class Rerank:
    """Moves the passages to the front that speak of what is asked.

    Where there is a scorer its order counts, and the built-in order only breaks ties.
    """

    def __init__(
        self, limit: int, gazetteer: Gazetteer, scorer: "ScoresPassages | None" = None
    ) -> None:
        self._limit, self._gazetteer, self._scorer = limit, gazetteer, scorer

    def __call__(self, state: State) -> State:
        """Reorder `passages`, keep the best and fill in `views` with them."""
        prepared = views(state.passages, state.corpus.clean_document, self._gazetteer)
        ordered = rerank(_analysis(state), prepared)
        if self._scorer is not None:
            passages = [view.passage for view in ordered]
            ordered = by_score(ordered, self._scorer.scores(state.standalone, passages))
        kept = tuple(view.placed(rank) for rank, view in enumerate(ordered[: self._limit]))
        return replace(state, views=kept, passages=tuple(view.passage for view in kept))


class Pack:
    """Packs the passages that fit a language model's budget."""

    def __init__(self, budget: int) -> None:
        self._budget = budget

    def __call__(self, state: State) -> State:
        """Fill in `context`."""
        known = _metadata(state)
        return replace(state, context=pack(state.passages, budget=self._budget, documents=known))


def _metadata(state: State) -> Mapping[str, Metadata]:
    ids = {passage.document_id for passage in state.passages}
    return {one: state.corpus.document(one).metadata for one in ids}


class Generate:
    """Drafts an answer: by the language model if there is one, else by extraction.

    When the language model fails or none of its claims can be placed, extraction answers.
    """

    def __init__(
        self, extractive: ExtractiveGenerator, model: LanguageModelGenerator | None
    ) -> None:
        self._extractive, self._model = extractive, model

    def __call__(self, state: State) -> State:
        """Fill in `outcome`."""
        if not asks_something(state.standalone):
            refusal = Refusal(RefusalReason.UNSAFE_OR_EMPTY)
            return replace(state, outcome=refusal)
        if self._model is None:
            return replace(state, outcome=self._extract(state))
        try:
            draft = self._by_model(state, self._model)
        except GenerationError as error:
            notice = f"{self._model.name} did not answer ({error}); extracted from the articles"
            return replace(state, outcome=self._extract(state), notice=notice)
        if not verify(draft, state.corpus.clean_document).citations:
            notice = f"{self._model.name} gave no proven answer; extracted from the articles"
            return replace(state, outcome=self._extract(state), notice=notice)
        return replace(state, outcome=draft)

    def _by_model(self, state: State, model: LanguageModelGenerator) -> Draft:
        assert state.context is not None  # noqa: S101 - Pack always fills it in
        return model.generate(
            state.standalone, state.language, state.context, timeout=seconds_left(state)
        )

    def best_reading(self, state: State) -> Reading | None:
        """Return what extraction reads best, sure or not."""
        return self._extractive.best(_analysis(state), state.views)

    def candidates(self, state: State) -> list[Spot]:
        """Return everything that extraction considers, not scored."""
        return self._extractive.candidates(_analysis(state), state.views)

    def _extract(self, state: State) -> Draft | Refusal:
        return self._extractive.generate(_analysis(state), state.views)


def verify_step(state: State) -> State:
    """Fill in `answer` with what the sources carry, or with a refusal."""
    outcome = state.outcome
    if isinstance(outcome, Draft):
        verified = verify(outcome, state.corpus.clean_document)
        if verified.citations:
            status = Status.ANSWERED if verified.complete else Status.PARTIAL
            answer = _answer(state, verified.text, status, outcome.confidence, outcome.generator)
            return replace(state, answer=replace(answer, citations=verified.citations))
        outcome = Refusal(RefusalReason.LOW_CONFIDENCE, generator=outcome.generator)
    assert outcome is not None  # noqa: S101 - Generate always fills it in
    return replace(state, answer=_refused(state, outcome))


def _refused(state: State, refusal: Refusal) -> Answer:
    text = message(refusal.reason, state.language)
    answer = _answer(state, text, Status.REFUSED, refusal.confidence, refusal.generator)
    nearest = refusal.nearest
    cited: tuple[Citation, ...] = ()
    if nearest is not None:
        clean = state.corpus.clean_document(nearest.passage.document_id)
        cited = (cite(nearest, clean, 1, Verdict.NEAREST),)
    return replace(answer, refusal_reason=refusal.reason, citations=cited)


def _answer(state: State, text: str, status: Status, confidence: float, generator: str) -> Answer:
    return Answer(
        text=text,
        status=status,
        refusal_reason=None,
        citations=(),
        standalone_question=state.standalone,
        confidence=round(confidence, 4),
        index_generation=state.corpus.generation,
        generator=generator,
        notice=state.notice,
    )


def _analysis(state: State) -> Analysis:
    assert state.analysis is not None  # noqa: S101 - Condense always fills it in
    return state.analysis


def asks_something(question: str) -> bool:
    """Say whether there is a letter or a digit in a question."""
    return any(character.isalnum() for character in question)


def seconds_left(state: State) -> float | None:
    """Return the time left before the deadline, at least a tenth of a second; None: no deadline."""
    return None if state.deadline is None else max(0.1, state.deadline - monotonic())
