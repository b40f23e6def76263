"""Coverage at a share of refusals."""

import math
from collections.abc import Sequence

from eval.measures.right import would_be_right
from eval.outcome import Outcome

REFUSED = 0.9
"""Share of the questions without an answer that are to be refused."""


def refusing_threshold(unanswerable: Sequence[Outcome], share: float = REFUSED) -> float:
    """Return the confidence above which at most the rest of these questions is answered.

    Args:
        unanswerable: Questions that must be refused; at least one. One without any
            candidate is refused at every confidence.
        share: How many of them are to be refused, in [0, 1].
    """
    sure = sorted(
        (one.candidate.confidence for one in unanswerable if one.candidate is not None),
        reverse=True,
    )
    allowed = math.floor((1 - share) * len(unanswerable) + 1e-9)
    return sure[allowed] if allowed < len(sure) else -math.inf


def right_above(answerable: Sequence[Outcome], threshold: float) -> float:
    """Return the share of these questions answered right with more confidence than this."""
    held = [
        would_be_right(one)
        for one in answerable
        if one.candidate is not None and one.candidate.confidence > threshold
    ]
    return sum(held) / len(answerable)


def coverage_at_refusal(outcomes: Sequence[Outcome], share: float = REFUSED) -> float | None:
    """Return the share of answerable questions answered right when others are refused.

    The threshold is chosen on these very outcomes, so that it refuses the wanted share
    of the questions without an answer.

    Returns:
        In [0, 1]; None when there are no answerable or no unanswerable questions.
    """
    answerable = [outcome for outcome in outcomes if outcome.item.answerable]
    others = [outcome for outcome in outcomes if not outcome.item.answerable]
    if not answerable or not others:
        return None
    return right_above(answerable, refusing_threshold(others, share))
