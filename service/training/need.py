"""Learn which terms of a question stand where it is answered (`index.need`).

Every character and pair of them in a question of CMRC 2018's training set is an example: does it
stand in the sentence that holds the answer, or in the title? Half of the contexts teach it
(`teaches_terms`); the others are left to what is fitted on top (`service.training.rerank`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from zlib import crc32

import numpy as np

from index.need import TERMS_FILE, Cue, Need, asking_places, is_chinese, term_cues
from index.rarity import Rarity
from index.script import fold
from index.sentences import sentence_spans
from index.terms import query_weights

_SELDOM = {"=": 6}  # a pair seen less often than this has no weight of its own
_SELDOM_OTHER = 4
_RIDGE = 2.0  # of the squared weights, beside the loss of all examples together
_ANSWERING = 2  # sentences that hold the answer: the first ones
Row = Mapping[str, object]
Example = tuple[dict[Cue, float], bool]


def teaches_terms(context: str) -> bool:
    """Say whether a context's questions teach terms rather than what is fitted on them."""
    return crc32(fold(context).encode()) % 2 == 1


def train_need(rows: Iterable[Row], rarity: Rarity) -> Need:
    """Fit a logistic regression to the questions of half of the contexts."""
    examples = [
        one for row in rows if teaches_terms(str(row["context"])) for one in _of(row, rarity)
    ]
    counts = Counter(cue for cues, _ in examples for cue in cues)
    kept = sorted(
        cue for cue, count in counts.items() if count >= _SELDOM.get(cue[0], _SELDOM_OTHER)
    )
    numbers = {cue: number for number, cue in enumerate(kept) if "\n" not in cue}
    weights = _fitted(examples, numbers)
    return Need(dict(zip(numbers, weights.tolist(), strict=True)))


def _of(row: Row, rarity: Rarity) -> Iterator[Example]:
    """Yield a question's terms: what they are, and whether the answer's sentence has them."""
    question, context = fold(str(row["question"])), fold(str(row["context"]))
    answers = [fold(answer) for answer in row["answers"]]  # type: ignore[attr-defined]
    sentences = [span.of(context) for span in sentence_spans(context)]
    holding = [one for one in sentences if any(answer in one for answer in answers)]
    there = "\n".join([fold(str(row.get("title") or "")), *holding[:_ANSWERING]])
    asking = asking_places(question)
    for term in query_weights(question) if holding else ():
        if is_chinese(term):
            yield dict(term_cues(question, term, rarity, asking)), term in there


def _fitted(examples: list[Example], numbers: Mapping[Cue, int]) -> np.ndarray:
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    cells = [
        (row, numbers[cue], value)
        for row, (cues, _) in enumerate(examples)
        for cue, value in cues.items()
        if cue in numbers
    ]
    rows, columns, values = zip(*cells, strict=True)
    seen = csr_matrix((values, (rows, columns)), shape=(len(examples), len(numbers)))
    sign = np.where([held for _, held in examples], 1.0, -1.0)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        margins = sign * (seen @ weights)
        total = np.logaddexp(0, -margins).sum() + _RIDGE / 2 * weights @ weights
        slope = -seen.T @ (sign / (1 + np.exp(np.clip(margins, -500, 500)))) + _RIDGE * weights
        return float(total), slope

    fitted = minimize(loss, np.zeros(len(numbers)), jac=True, method="L-BFGS-B")
    return np.asarray(fitted.x)


def save_need(need: Need, out: Path) -> None:
    """Write the weights beside the names of what they are of."""
    from safetensors.numpy import save_file

    names = np.frombuffer("\n".join(need.weights).encode(), dtype=np.uint8)
    weights = np.array(list(need.weights.values()), dtype=np.float32)
    save_file({"cues": names, "weights": weights}, out / TERMS_FILE)
