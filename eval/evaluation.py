"""What an evaluation found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from eval.bootstrap import Estimate, estimate
from eval.dataset import Dataset
from eval.item import Item
from eval.measures.latency import Latency, latency
from eval.measures.measure import Measure
from eval.outcome import Outcome
from eval.selective import Selective, selective

Summary = Mapping[str, Estimate]
"""Estimates by measure; a measure that says nothing of these questions is absent."""


@dataclass(frozen=True, slots=True)
class ScoredOutcome:
    """What came of one question, with its score by measure (None: says nothing)."""

    outcome: Outcome
    scores: Mapping[str, float | None]

    @property
    def failed(self) -> bool:
        """Whether it counts against the system: wrong, unproven, untrue or not refused."""
        wanted = ("accuracy", "right_with_citation", "citation_truth")
        return any((self.scores.get(name) or 0.0) < 1 for name in wanted if self._says(name))

    def _says(self, name: str) -> bool:
        return self.scores.get(name) is not None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All outcomes of a question set and what they amount to.

    Attributes:
        dataset: The set's name.
        fingerprint: The set's digest.
        limit: How many hits were searched.
        given_context: Whether reading alone was measured.
        results: One per question, in the set's order.
        overall: Estimates over all questions.
        by_kind: Estimates by kind of question, kinds in order of first appearance.
        by_split: Estimates by split; empty when the set is not split.
        latency: Wall time of answers.
        selective: What other confidence thresholds would have meant.
    """

    dataset: str
    fingerprint: str
    limit: int
    given_context: bool
    results: tuple[ScoredOutcome, ...]
    overall: Summary
    by_kind: Mapping[str, Summary]
    by_split: Mapping[str, Summary]
    latency: Latency
    selective: Selective

    @property
    def failures(self) -> tuple[ScoredOutcome, ...]:
        """The outcomes that count against the system, in the set's order."""
        return tuple(result for result in self.results if result.failed)


def summarise(
    dataset: Dataset,
    outcomes: Sequence[Outcome],
    measures: Sequence[Measure],
    *,
    limit: int,
    given_context: bool,
) -> Evaluation:
    """Score every outcome and sum the scores up, over all and by group.

    Args:
        dataset: The set that was asked.
        outcomes: One per item of the set, in its order.
        measures: What to score.
        limit: How many hits were searched.
        given_context: Whether reading alone was measured.

    Raises:
        ValueError: There are no outcomes.
    """
    results = tuple(
        ScoredOutcome(outcome, {measure.name: measure.score(outcome) for measure in measures})
        for outcome in outcomes
    )
    return Evaluation(
        dataset=dataset.name,
        fingerprint=dataset.fingerprint,
        limit=limit,
        given_context=given_context,
        results=results,
        overall=_summary(results),
        by_kind=_grouped(results, lambda item: item.kind),
        by_split=_grouped(results, lambda item: item.split),
        latency=latency([outcome.milliseconds for outcome in outcomes]),
        selective=selective(outcomes),
    )


def _summary(results: Sequence[ScoredOutcome]) -> Summary:
    names = results[0].scores
    estimates = {name: estimate([result.scores[name] for result in results]) for name in names}
    return {name: found for name, found in estimates.items() if found is not None}


def _grouped(
    results: Sequence[ScoredOutcome], key: Callable[[Item], str | None]
) -> Mapping[str, Summary]:
    """Return a summary per group; results whose key is None belong to none."""
    groups: dict[str, list[ScoredOutcome]] = {}
    for result in results:
        group = key(result.outcome.item)
        if group is not None:
            groups.setdefault(group, []).append(result)
    return {group: _summary(members) for group, members in groups.items()}
