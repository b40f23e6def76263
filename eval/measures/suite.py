"""Which measures an evaluation takes."""

from eval.measures.accuracy import Accuracy
from eval.measures.character_f1 import CharacterF1
from eval.measures.citation_precision import CitationPrecision
from eval.measures.citation_recall import CitationRecall
from eval.measures.citation_truth import CitationTruth
from eval.measures.coverage import Coverage
from eval.measures.exact_match import ExactMatch
from eval.measures.mean_reciprocal_rank import MeanReciprocalRank
from eval.measures.measure import Measure
from eval.measures.ndcg_at_k import NdcgAtK
from eval.measures.recall_at_k import RecallAtK
from eval.measures.refusal_precision import RefusalPrecision
from eval.measures.refusal_recall import RefusalRecall
from eval.measures.right import Right
from eval.measures.right_with_citation import RightWithCitation


def measures(limit: int) -> tuple[Measure, ...]:
    """Return every measure in the order of the report.

    Args:
        limit: How many hits are searched; the deepest rank that is looked at.
    """
    depths = sorted({k for k in (1, 5, 10) if k < limit} | {limit})
    return (
        Accuracy(),
        Right(),
        RightWithCitation(),
        ExactMatch(),
        CharacterF1(),
        CitationPrecision(),
        CitationRecall(),
        CitationTruth(),
        RefusalPrecision(),
        RefusalRecall(),
        Coverage(),
        *(RecallAtK(k) for k in depths),
        MeanReciprocalRank(limit),
        NdcgAtK(limit),
    )
