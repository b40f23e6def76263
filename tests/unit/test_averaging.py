"""The mean of networks that were trained one out of the other."""

import numpy as np

from service.training.averaging import averaged


def test_every_weight_is_the_mean_over_the_networks() -> None:
    first = {"mix": np.array([[1.0, 3.0]], dtype=np.float32)}
    second = {"mix": np.array([[2.0, -3.0]], dtype=np.float32)}
    assert averaged([first, second])["mix"].tolist() == [[1.5, 0.0]]
