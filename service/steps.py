"""The steps of the chain: condense, retrieve, rerank, pack, generate, verify."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from index.document import Metadata
from index.embed import Embedder
from index.gazetteer import Gazetteer
from index.glossary import Glossary
from index.rarity import Rarity
from index.script import detect_script, fold
from index.span import Span
from prompts.packing import pack
from service.answer import Answer, Citation, RefusalReason, Status, Verdict
from service.claims.subject import SUBJECT_REASONS
from service.claims.verdict import Judgement
from service.comparing import differing_claims
from service.concluding import difference, with_conflict, with_reprints
from service.condense import condense, condense_with
from service.draft import Draft
from service.generate.extractive import EXTRACTIVE, ExtractiveGenerator
from service.generate.llm import CompletesPrompts, LanguageModelGenerator
from service.outlet import of_named_outlet
from service.plain_question import asks_something
from service.positions import origin
from service.question import Language, Question, Role
from service.reader.analysis import Analysis, analyse
from service.reader.english import analyse_english
from service.reader.figure import find_figures
from service.reader.likeness import likeness_to
from service.reader.reader import Reader, Reading, Spot
from service.refusal import Refusal, message
from service.reprints import distinct
from service.rerank import by_score, rerank, views
from service.state import State, seconds_left
from service.verify import cite, verify
from service.writing import write

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
        return replace(
            analysis, language=state.language, likeness=likeness, said=_said(state.question)
        )


def _said(question: Question) -> frozenset[str]:
    """Return the figures of the last answer before a question."""
    answers = [turn.text for turn in question.history if turn.role is Role.ASSISTANT]
    told = fold(answers[-1]) if answers else ""
    return frozenset(figure.span.of(told) for figure in find_figures(told))


class Retrieve:
    """Searches the corpus for passages."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    def __call__(self, state: State) -> State:
        """Fill in `hits` and their `passages` in the order of the search."""
        hits = state.corpus.search(state.standalone, limit=self._limit * _RETRIEVED)
        return replace(state, hits=tuple(hits), passages=tuple(hit.passage for hit in hits))


class Rerank:
    """Moves the passages to the front that speak of what is asked.

    Where there is a scorer its order counts, and the built-in order only breaks ties. What
    a better passage repeats from another document is not read a second time.
    """

    def __init__(self, limit: int, reader: Reader, scorer: "ScoresPassages | None" = None) -> None:
        self._limit, self._reader, self._scorer = limit, reader, scorer

    def __call__(self, state: State) -> State:
        """Reorder `passages`, keep the best, fill in `views` with them and `retrieved` with all."""
        prepared = views(state.passages, state.corpus.clean_document, self._reader.gazetteer)
        likely = self._reader.likely if self._scorer is None else None
        scores = [hit.score for hit in state.hits]
        ordered = rerank(_analysis(state), prepared, scores, likely)
        if self._scorer is not None:
            passages = [view.passage for view in ordered]
            ordered = by_score(ordered, self._scorer.scores(state.standalone, passages))
        chosen = distinct(ordered, state.corpus.clean_document, limit=self._limit)
        kept = tuple(view.placed(rank) for rank, view in enumerate(chosen))
        read = tuple(view.passage for view in kept)
        return replace(state, views=kept, passages=read, retrieved=tuple(ordered))


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

    When the language model fails or nothing it says is proven, extraction answers.
    """

    def __init__(
        self, extractive: ExtractiveGenerator, model: LanguageModelGenerator | None
    ) -> None:
        self._extractive, self._model = extractive, model

    def __call__(self, state: State) -> State:
        """Fill in `outcome`, and `differing` where sources give different figures."""
        if not asks_something(state.standalone):
            return replace(state, outcome=Refusal(RefusalReason.UNSAFE_OR_EMPTY))
        drafted = self._drafted(state)
        return replace(drafted, differing=differing_claims(drafted, self._extractive))

    def _drafted(self, state: State) -> State:
        if self._model is None:
            return replace(state, outcome=self._extract(state))
        written = write(state, self._model)
        if isinstance(written, Draft):
            return replace(state, outcome=written)
        notice = f"{written}; extracted from the articles"
        return replace(state, outcome=self._extract(state), notice=notice)

    def best_reading(self, state: State) -> Reading | None:
        """Return what extraction reads best, sure or not."""
        return self._extractive.best(_analysis(state), state.views)

    def candidates(self, state: State) -> list[Spot]:
        """Return everything that extraction considers, not scored."""
        return self._extractive.candidates(_analysis(state), state.views)

    def _extract(self, state: State) -> Draft | Refusal:
        """Read the passages of an outlet that the question names by themselves first."""
        analysis = _analysis(state)
        named = of_named_outlet(analysis, state.views, _metadata(state).__getitem__)
        if named:
            drafted = self._extractive.generate(analysis, named)
            if isinstance(drafted, Draft):
                return drafted
        return self._extractive.generate(analysis, state.views)


def verify_step(state: State) -> State:
    """Fill in `answer` with what the sources carry, or with a refusal."""
    outcome = state.outcome
    if isinstance(outcome, Draft):
        verified = verify(outcome, state.corpus.clean_document, state.analysis)
        if verified.citations:
            status = Status.ANSWERED if verified.complete else Status.PARTIAL
            answer = _answer(state, verified.text, status, outcome.confidence, outcome.generator)
            answer = replace(
                answer,
                citations=verified.citations,
                claims=verified.claims,
                unsupported=verified.unsupported,
            )
            if outcome.unplaced:
                answer = replace(answer, status=Status.PARTIAL)
            return replace(state, answer=with_reprints(state, with_conflict(state, answer)))
        nearest = replace(outcome.claims[0], answer_span=Span(0, 0)) if outcome.claims else None
        reason = _why_unproven(outcome, verified.unsupported)
        outcome = Refusal(reason, nearest, generator=outcome.generator)
    assert outcome is not None  # noqa: S101 - Generate always fills it in
    return replace(state, answer=_refused(state, outcome))


def _why_unproven(draft: Draft, unsupported: Sequence[Judgement]) -> RefusalReason:
    """Say why nothing of a draft is shown; what is only quoted can but be of something else."""
    reasons = {finding.reason for one in unsupported for finding in one.findings}
    if draft.generator == EXTRACTIVE and reasons and reasons <= SUBJECT_REASONS:
        return RefusalReason.SUBJECT_MISMATCH
    return RefusalReason.LOW_CONFIDENCE


def _refused(state: State, refusal: Refusal) -> Answer:
    nearest = refusal.nearest
    cited: tuple[Citation, ...] = ()
    detail, named = None, ""
    if nearest is not None:
        clean = state.corpus.clean_document(nearest.passage.document_id)
        cited = (cite(nearest, clean, 1, Verdict.NEAREST),)
        detail, named = difference(state, nearest), origin(clean, state.language)
    text = message(refusal.reason, state.language, detail, named)
    answer = _answer(state, text, Status.REFUSED, refusal.confidence, refusal.generator)
    answer = replace(answer, refusal_reason=refusal.reason, citations=cited, refusal_detail=detail)
    return with_reprints(state, answer)


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
