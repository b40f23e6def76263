"""From the share of wrong answers that is accepted to the confidence that is asked for."""

import json
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from index.checksum import published, verified
from index.errors import ModelDamaged, ModelUnavailable
from service.reader.ranker import READER_FOLDER

FILE = "acceptance.json"
STEPS = 100
"""The table goes by whole percents of wrong answers, 0 and 100 included."""

_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Which confidence keeps the share of wrong answers among those shown to a limit.

    `eval.calibrate` measures it on questions of which some have no answer, so that an
    answer to one of these counts as wrong. It holds for questions like those.

    Attributes:
        thresholds: `STEPS + 1` confidences in [0, 1], not rising: the least confidence
            shown where so many percent of wrong answers are accepted. 1 where no
            confidence keeps to it.
    """

    thresholds: tuple[float, ...]

    def __post_init__(self) -> None:
        """Hold the table to its form.

        Raises:
            ModelDamaged: It has another length, rises, or leaves [0, 1].
        """
        falling = all(a >= b for a, b in zip(self.thresholds, self.thresholds[1:], strict=False))
        inside = all(isfinite(one) and 0 <= one <= 1 for one in self.thresholds)
        if len(self.thresholds) != STEPS + 1 or not falling or not inside:
            raise ModelDamaged(f"{FILE} holds no table of thresholds; calibrate again")

    @classmethod
    def load(cls, folder: Path = READER_FOLDER) -> "Acceptance":
        """Read the table that was measured for a reader, from beside its weights.

        Raises:
            ModelUnavailable: The reader has none.
            ModelDamaged: It fails its checksum or holds no such table.
        """
        if FILE not in published(folder):
            raise ModelUnavailable(f"{folder} has no {FILE}; calibrate the reader again")
        try:
            found = json.loads(verified(folder, FILE))["thresholds"]
            return cls(tuple(float(one) for one in found))
        except (ValueError, KeyError, TypeError) as broken:
            raise ModelDamaged(f"{folder / FILE} cannot be read: {broken}") from broken

    def save(self, folder: Path, *, questions: int) -> None:
        """Write the table; the folder's manifest is the caller's to renew.

        Args:
            folder: Where the reader's weights are.
            questions: How many it was measured on.
        """
        content = {"questions": questions, "thresholds": list(self.thresholds)}
        (folder / FILE).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")

    def threshold(self, accepted_error: float) -> float:
        """Return the least confidence to show.

        Args:
            accepted_error: Share of wrong answers accepted among those shown, in [0, 1];
                between two whole percents the stricter counts.

        Returns:
            In [0, 1]; 0 where every answer may be wrong.
        """
        if accepted_error >= 1:
            return 0.0
        return self.thresholds[int(max(0.0, accepted_error) * STEPS + _ROUNDING)]
