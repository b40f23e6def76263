import numpy as np

from index.training.word_alignment import model_one

HOUSE, BOOK, THE = 1, 2, 3
FANG, SHU, ZHE = 1, 2, 3


def table_of(pairs, **options):
    arrays = [(np.array(source), np.array(target)) for source, target in pairs]
    table = model_one(arrays, [1.0] * len(arrays), **options)
    entries = zip(table.sources, table.targets, table.probabilities, strict=True)
    return {(int(source), int(target)): float(share) for source, target, share in entries}


def test_words_that_change_together_are_found_to_translate_each_other():
    table = table_of([([THE, HOUSE], [ZHE, FANG]), ([THE, BOOK], [ZHE, SHU])], rounds=20)
    assert table[THE, ZHE] > 0.9
    assert table[HOUSE, FANG] > 0.9
    assert table[BOOK, SHU] > 0.9


def test_the_probabilities_of_a_source_word_sum_to_one():
    table = table_of([([THE, HOUSE], [ZHE, FANG, SHU]), ([BOOK], [SHU])], rounds=3)
    for word in (THE, HOUSE, BOOK):
        total = sum(share for (source, _), share in table.items() if source == word)
        assert abs(total - 1.0) < 1e-9


def test_a_heavier_sentence_counts_for_more():
    pairs = [(np.array([HOUSE]), np.array([FANG])), (np.array([HOUSE]), np.array([SHU]))]
    table = model_one(pairs, [3.0, 1.0], rounds=1)
    assert dict(zip(table.targets.tolist(), table.probabilities.tolist(), strict=True)) == {
        FANG: 0.75,
        SHU: 0.25,
    }
