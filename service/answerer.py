"""One question in, one proven answer out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from time import monotonic, perf_counter
from typing import TYPE_CHECKING

from index.gazetteer import Gazetteer
from index.glossary import Glossary
from index.hit import Hit
from index.rarity import Rarity
from index.script import detect_script
from index.static_embedder import StaticEmbedder
from service.answer import Answer, Status
from service.chain import Step, build_chain, run_steps
from service.generate.extractive import ExtractiveGenerator
from service.generate.llm import CompletesPrompts, LanguageModelGenerator
from service.held_corpus import HeldCorpus
from service.language_model import untraced
from service.merging import merged
from service.observer import Observe
from service.parts import parts
from service.question import Language, Question, Role, Turn
from service.reader.neural.span_reader import SpanReader
from service.reader.ranker import Ranker
from service.reader.reader import Reader
from service.state import Corpus, State
from service.steps import Condense, Generate, Pack, Rerank, Retrieve, verify_step

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

    from service.cross_encoder import ScoresPassages


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read, and for how long.

    Attributes:
        passages: Passages read after reranking.
        context_tokens: Tokens of passages that a language model is given.
        seconds: Time a language model may take in all, condensing included.
        threshold: In [0, 1]; extracted answers less sure than this are refused.
    """

    passages: int = 8
    context_tokens: int = 2400
    seconds: float = 60.0
    threshold: float = 0.4


class Answerer:
    """Answers questions from a corpus, every answer with its citations.

    Args:
        corpus: Gives the corpus as it is now; called once a question, so that an answer
            is drawn from one generation.
        embedder: Gives the bundled embedding, by which the reader compares texts.
        model: The language model that writes answers; None for extraction.
        scorer: Puts the passages in order; None for the built-in order.
        language: The language to answer in; None for the asker's.
        limits: How much is read.
    """

    def __init__(
        self,
        corpus: Callable[[], Corpus],
        *,
        embedder: Callable[[], StaticEmbedder],
        model: CompletesPrompts | None = None,
        scorer: "ScoresPassages | None" = None,
        language: Language | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._corpus = corpus
        self._embedder = embedder
        self._model = model
        self._scorer = scorer
        self._language = language
        self._limits = limits or Limits()

    def ask(
        self,
        question: Question,
        *,
        corpus: Corpus | None = None,
        observe: Observe | None = None,
    ) -> Answer:
        """Answer a question, or refuse with a reason.

        Args:
            question: What is asked.
            corpus: What it is answered from; None for all of the corpus as it is now.
            observe: Told how far it has come.
        """
        if self._model is None:
            return self.answer_from(question, corpus or self._corpus(), observe=observe)
        with untraced():
            return self._chain(observe, corpus).invoke(question)

    def answer_from(
        self, question: Question, corpus: Corpus, *, observe: Observe | None = None
    ) -> Answer:
        """Answer a question from a corpus of the caller's own.

        Several questions in one message are answered one by one, each with those before it
        as its history; the observer is told of the first.
        """
        asked = parts(question.text)
        answers: list[Answer] = []
        history = question.history
        for text in asked:
            state = self.begin(
                Question(text, history), corpus, observe=None if answers else observe
            )
            answers.append(answer := _end(run_steps(self.steps, state)))
            history += (Turn(Role.USER, text),)
            if answer.status is not Status.REFUSED:  # a refusal names nothing to ask on about
                history += (Turn(Role.ASSISTANT, answer.text),)
        return answers[0] if len(answers) == 1 else merged(asked, answers, self._asked_in(question))

    def search(self, query: str, *, limit: int) -> list[Hit]:
        """Return the passages that fit a query, best first."""
        return self._corpus().search(query, limit=limit)

    @cached_property
    def chain(self) -> "Runnable[Question, Answer]":
        """The LangChain runnable: condense, retrieve, rerank, pack, generate, verify."""
        return self._chain(None)

    def _chain(
        self, observe: Observe | None, corpus: Corpus | None = None
    ) -> "Runnable[Question, Answer]":
        def begin(question: Question) -> State:
            return self.begin(question, corpus or self._corpus(), observe=observe)

        return build_chain(begin, self.steps, _end)

    @cached_property
    def steps(self) -> dict[str, Step]:
        """The steps by name, in order; models are loaded when this is first asked for."""
        gazetteer, rarity = Gazetteer.load(), Rarity.load()
        network = SpanReader.load(self._embedder().token_cover, rarity)
        reader = Reader(gazetteer, network, Ranker.load())
        extractive = ExtractiveGenerator(reader, threshold=self._limits.threshold)
        written = LanguageModelGenerator(self._model) if self._model else None
        steps: dict[str, Step] = {
            "condense": Condense(
                gazetteer, rarity, cache(Glossary.load), self._embedder(), self._model
            ),
            "retrieve": Retrieve(self._limits.passages),
            "rerank": Rerank(self._limits.passages, reader, self._scorer),
            "pack": Pack(self._limits.context_tokens),
            "generate": Generate(extractive, written),
            "verify": verify_step,
        }
        if written is None:
            del steps["pack"]  # extraction reads passages as they are
        return steps

    def begin(self, question: Question, corpus: Corpus, *, observe: Observe | None = None) -> State:
        """Return the state from which the steps start."""
        language = self._asked_in(question)
        deadline = monotonic() + self._limits.seconds if self._model else None
        return State(
            question, HeldCorpus(corpus), language, perf_counter(), deadline, observe=observe
        )

    def _asked_in(self, question: Question) -> Language:
        """Return the language to answer a question in."""
        return self._language or Language(detect_script(question.text))


def _end(state: State) -> Answer:
    assert state.answer is not None  # noqa: S101 - the last step fills it in
    total = round((perf_counter() - state.started) * 1000, 2)
    return replace(state.answer, timings={**state.timings, "total": total})
