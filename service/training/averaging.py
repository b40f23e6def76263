"""Average the weights of networks that were trained one out of the other.

    python -m service.training.averaging FIRST SECOND --out index/models/network

Where one run goes on from another, their ends lie in one basin of the loss, and the mean of
their weights reads unseen text better than either (Izmailov et al., 2018, "Averaging Weights
Leads to Wider Optima and Better Generalization").
"""

import argparse
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from index.checksum import verified
from service.reader.neural.coded import Real
from service.reader.neural.span_reader import WEIGHTS_FILE, restored
from service.training.network import save

_ALPHABET = "alphabet"


def main() -> None:
    """Average the networks in some folders and write the outcome with its manifest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("networks", nargs="+", type=Path, help="folders of training.network")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    read = [_read(folder) for folder in options.networks]
    known = [one.pop(_ALPHABET).astype(np.uint32) for one in read]
    if any(not np.array_equal(known[0], one) for one in known):
        raise SystemExit("the networks know different characters: average runs of one training")
    save(averaged(list(map(restored, read))), known[0], options.out)


def averaged(networks: Sequence[Mapping[str, Real]]) -> dict[str, Real]:
    """Return the mean of each tensor over networks of one shape."""
    names = networks[0].keys()
    return {
        name: np.asarray(np.mean([one[name] for one in networks], axis=0), dtype=np.float32)
        for name in names
    }


def _read(folder: Path) -> dict[str, np.ndarray]:
    from safetensors.numpy import load

    return load(verified(folder, WEIGHTS_FILE))


if __name__ == "__main__":
    main()
