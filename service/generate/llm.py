"""The generator that has a language model write the answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.span import Span
from prompts.packing import PackedContext, PackedPassage
from prompts.template import Prompt, Template
from service.draft import Claim, Draft
from service.generate.evidence import Evidence, best_sentence, locate_quote
from service.generate.orders import is_order
from service.generate.reply import Statement, parse_reply
from service.generate.secrecy import reveals

_CLOSED = tuple("。！？!?….”」』\"'）)")
_SHORTEST_MOVED_QUOTE = 8  # characters; a shorter one may stand anywhere by chance


class CompletesPrompts(Protocol):
    """What the generator needs of a language model; `LanguageModel` is one."""

    @property
    def name(self) -> str:
        """What answers are labelled with."""

    def complete(self, prompt: Prompt, *, timeout: float | None = None) -> str:
        """Return the reply to a prompt, or raise a `GenerationError`."""


@dataclass(frozen=True, slots=True)
class LanguageModelGenerator:
    """Drafts answers with a language model; what it cannot place in a passage is dropped."""

    model: CompletesPrompts

    @property
    def name(self) -> str:
        """What its drafts are labelled with."""
        return self.model.name

    def generate(
        self,
        question: str,
        language: str,
        context: PackedContext,
        *,
        rejected: Sequence[str] = (),
        timeout: float | None = None,
    ) -> Draft:
        """Ask the model, and resolve the keys and quotes of its reply.

        Args:
            question: Standalone question.
            language: `zh-Hans`, `zh-Hant` or `en`: the language to answer in.
            context: The passages the model may use.
            rejected: Statements of an earlier draft that failed verification, named to the
                model in a second try.
            timeout: Seconds left, or None for the model's own limit.

        Returns:
            A draft whose every claim points at a real place of a packed passage; without
            claims when the model found no answer or nothing it said could be placed.

        Raises:
            GenerationError: The model timed out, refused or failed.
        """
        if not context.entries:
            return Draft("", (), 0.0, self.name)
        prompt = answer_prompt(question, language, context, rejected=rejected)
        reply = self.model.complete(prompt, timeout=timeout)
        return self.draft(reply, language, context, instructions=prompt.system)

    def draft(
        self, reply: str, language: str, context: PackedContext, *, instructions: str = ""
    ) -> Draft:
        """Turn a model's reply into a draft; see `generate`.

        What repeats the `instructions` or the code of the fence is left out, and named nowhere.
        """
        text = ""
        claims: list[Claim] = []
        unplaced: list[str] = []
        for statement in parse_reply(reply):
            if reveals(statement.text, instructions) or context.fence in statement.text:
                continue
            evidence = list(_evidence(statement, context))
            if not evidence:
                unplaced.append(statement.text)
                continue
            text += " " if text and language == "en" else ""
            start = len(text)
            text += _closed(statement.text, language)
            span = Span(start, len(text))
            claims.extend(_claim(span, entry, found) for entry, found in evidence)
        confidence = min((claim.score for claim in claims), default=0.0)
        return Draft(text, tuple(claims), confidence, self.name, tuple(unplaced))


def answer_prompt(
    question: str, language: str, context: PackedContext, *, rejected: Sequence[str] = ()
) -> Prompt:
    """Return the prompt that asks for an answer from packed passages only."""
    remarks = ""
    if rejected:
        listed = "\n".join(f"- {' '.join(statement.split())}" for statement in rejected)
        told = Template.load("remarks", language).render(claims=listed)
        remarks = f"\n{told.system}\n{told.user}"
    return Template.load("answer", language).render(
        fence=context.fence,
        documents=context.text,
        question=" ".join(question.split()),
        remarks=remarks,
    )


def _evidence(
    statement: Statement, context: PackedContext
) -> Iterator[tuple[PackedPassage, Evidence]]:
    """Return the places that carry a statement, by its keys, in their order.

    A sentence that orders the reader about carries nothing: it says nothing of its subject.
    """
    known = context.keys
    cited = [known[key] for key in statement.keys if key in known]
    found = [(entry, place) for entry in cited if (place := _quoted(statement, entry))]
    if not found:
        found = _quoted_elsewhere(statement, context, cited)
    placed = {entry.key for entry, _ in found}
    for entry in cited:
        if entry.key not in placed and (place := best_sentence(statement.text, entry)):
            found.append((entry, place))
    for entry, place in found:
        if not is_order(place.quote_span.of(entry.passage.text)):
            yield entry, place


def _quoted(statement: Statement, entry: PackedPassage) -> Evidence | None:
    places = (locate_quote(quote, statement.text, entry) for quote in statement.quotes)
    return next((place for place in places if place), None)


def _quoted_elsewhere(
    statement: Statement, context: PackedContext, cited: Sequence[PackedPassage]
) -> list[tuple[PackedPassage, Evidence]]:
    """Resolve a quote under a wrong or missing key, when only one passage has it."""
    for quote in statement.quotes:
        if len(quote) < _SHORTEST_MOVED_QUOTE:
            continue
        others = [entry for entry in context.entries if entry not in cited]
        places = [(entry, locate_quote(quote, statement.text, entry)) for entry in others]
        found = [(entry, place) for entry, place in places if place]
        if len(found) == 1:
            return found
    return []


def _claim(answer: Span, entry: PackedPassage, found: Evidence) -> Claim:
    return Claim(answer, entry.passage, found.quote_span, found.highlight, found.score)


def _closed(text: str, language: str) -> str:
    if text.endswith(_CLOSED):
        return text
    return text.rstrip("，,；;：:、") + ("." if language == "en" else "。")
