"""The reading network: what it is given, what it computes, what its scores mean."""

from pathlib import Path

import numpy as np
import pytest
import torch

from index.checksum import write_manifest
from index.errors import ModelDamaged
from index.rarity import Rarity
from index.span import Span
from service.reader.neural.coded import UNKNOWN, Coded, Coder
from service.reader.neural.matching import MATCHES, matches
from service.reader.neural.network import IMPOSSIBLE, LONGEST, Network
from service.reader.neural.span_odds import SpanOdds
from service.reader.neural.span_reader import WEIGHTS_FILE, SpanReader, odds_of, restored
from service.reader.neural.windows import windows
from service.training.network import Training, loss, mixed, rate_share, save
from service.training.span_examples import Batch, Batcher, SpanExample
from service.training.span_network import SpanNetwork

TOKENS = np.eye(9, 4, k=-1, dtype=np.float32)


def coded(*characters: int) -> Coded:
    """Make a text whose tokens are its characters, none of them rare."""
    row = np.array(characters, dtype=np.int64)
    return Coded(row, np.minimum(row, 8), np.zeros(len(row), dtype=np.float32))


@pytest.fixture(name="trained")
def _trained() -> SpanNetwork:
    torch.manual_seed(3)
    return SpanNetwork(12, TOKENS).eval()


def _numpy_inputs(network: SpanNetwork, text: Coded, shared: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    characters = network.tensors()["characters"][text.characters]
    return np.concatenate([characters, TOKENS[text.tokens], shared], axis=1)


def test_numpy_and_torch_compute_the_same_scores(trained: SpanNetwork) -> None:
    question = coded(2, 3, 4)
    texts = [coded(5, 2, 3, 7, 8, 4, 6), coded(9, 9, 2)]
    shared = [matches(question, text, TOKENS) for text in texts]
    asked = np.stack([_numpy_inputs(trained, question, own) for own, _ in shared])
    read = [_numpy_inputs(trained, text, own) for text, (_, own) in zip(texts, shared, strict=True)]
    found = Network(trained.tensors()).scores(asked, read)
    batch = Batcher(TOKENS, seed=0)
    for text, scores in zip(texts, found, strict=True):
        example = SpanExample(question, text, ((0, 1),))
        made = batch.batch([example])
        with torch.no_grad():
            square = trained(made.question, made.text)[0].numpy()
        assert scores.shape == (len(text), LONGEST)
        for start in range(len(text)):
            for length in range(len(text)):
                if start + length < len(text):
                    assert scores[start, length] == pytest.approx(
                        square[start, start + length], abs=1e-4
                    )
                else:
                    assert scores[start, length] == IMPOSSIBLE


def test_runs_likeness_and_rarity_are_measured_on_both_sides() -> None:
    question, text = coded(2, 3, 4), coded(7, 2, 3, 4, 2)
    of_question, of_text = matches(question, text, TOKENS)
    assert of_question.shape == (3, MATCHES)
    assert of_question[:, 0].tolist() == pytest.approx([0.5, 0.5, 0.5])
    assert (of_text[:, 0] * 6).round().tolist() == [0, 3, 3, 3, 1]
    assert of_text[:, 1].tolist() == [0, 1, 1, 1, 1]
    assert of_text[:, 2].tolist() == [0, 1, 1, 1, 0]
    assert of_text[:, 3].tolist() == [0, 1, 1, 1, 0]
    assert of_text[:, 4].tolist() == [0, 1, 1, 1, 1]


def test_characters_the_network_does_not_know_share_one_row() -> None:
    alphabet = np.array(sorted(map(ord, "万元")), dtype=np.uint32)
    coder = Coder(alphabet, lambda text: np.zeros(len(text), dtype=np.int64), Rarity.load())
    rows = coder.code("万元鑫𠮷").characters.tolist()
    assert rows == [2, 3, 1, 1]


def _odds(**spans: float) -> SpanOdds:
    grid = np.zeros((10, LONGEST), dtype=np.float32)
    for name, probability in spans.items():
        start, end = map(int, name.removeprefix("s").split("_"))
        grid[start, end - start - 1] = probability
    return SpanOdds(grid, 4.0)


def test_odds_tell_exact_spans_from_overlapping_ones() -> None:
    odds = _odds(s2_6=0.5, s2_4=0.25, s7_9=0.25)
    assert odds.of(Span(2, 6)) == 0.5
    assert odds.of(Span(2, 5)) == 0.0
    assert odds.of(Span(9, 12)) == 0.0
    assert odds.expected_overlap(Span(2, 6)) == pytest.approx(0.5 + 0.25 * 4 / 6)
    assert odds.expected_overlap(Span(6, 7)) == 0.0
    assert odds.inside(Span(0, 7)) == 0.75
    assert odds.best(2) == [Span(2, 6), Span(2, 4)]


def test_sentences_near_each_other_share_a_window_that_ends_with_the_last() -> None:
    sentences = [Span(0, 30), Span(30, 60), Span(80, 95), Span(300, 340)]
    assert windows(sentences, 400, width=128) == [Span(0, 95), Span(260, 340)]


def test_a_sentence_that_would_make_a_window_too_wide_gets_its_own() -> None:
    assert windows([Span(0, 60), Span(60, 100)], 400, width=80) == [Span(0, 60), Span(20, 100)]


def test_a_long_sentence_is_covered_by_windows_that_overlap_by_half() -> None:
    found = windows([Span(10, 300)], 320, width=100)
    assert found == [Span(10, 110), Span(60, 160), Span(110, 210), Span(160, 260), Span(210, 300)]


def test_weights_come_back_from_eight_bits_in_their_own_order(tmp_path: Path) -> None:
    matrix = np.arange(240, dtype=np.float32).reshape(12, 20).T  # not contiguous
    save({"m": matrix, "bias": matrix[:, 0]}, np.array([97], dtype=np.uint32), tmp_path)
    from safetensors.numpy import load_file

    back = restored(load_file(tmp_path / WEIGHTS_FILE))
    assert np.abs(back["m"] - matrix).max() <= np.abs(matrix).max() / 127
    assert back["bias"].tolist() == matrix[:, 0].tolist()


def test_a_file_without_a_tensor_is_damaged(tmp_path: Path) -> None:
    save({"m": np.ones((2, 2), dtype=np.float32)}, np.array([97], dtype=np.uint32), tmp_path)
    with pytest.raises(ModelDamaged, match="lacks the tensor"):
        SpanReader.load(lambda text: np.zeros(len(text), dtype=np.int64), Rarity.load(), tmp_path)


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / WEIGHTS_FILE).write_bytes(b"one")
    write_manifest(tmp_path, [WEIGHTS_FILE])
    (tmp_path / WEIGHTS_FILE).write_bytes(b"two")
    with pytest.raises(ModelDamaged, match="sha256"):
        SpanReader.load(lambda text: np.zeros(len(text), dtype=np.int64), Rarity.load(), tmp_path)


def test_every_crop_holds_its_answer_and_a_window_beside_it_does_not() -> None:
    text = coded(*([3] * 300 + [5, 6] + [4] * 300))
    example = SpanExample(coded(2), text, ((300, 302),))
    batch = Batcher(TOKENS, seed=1).batch([example] * 40)
    answered = {window for window, _, _ in batch.gold.tolist()}
    assert len(batch.gold) == 40 - int(batch.unanswered.sum())
    for window, first, last in batch.gold.tolist():
        assert batch.text[0][window, first : last + 1].tolist() == [5, 6]
    for window in set(range(len(batch.owner))) - answered:
        assert 5 not in batch.text[0][window].tolist()


def test_a_question_without_an_answer_is_read_in_one_window_and_has_no_gold() -> None:
    example = SpanExample(coded(2), coded(*([3] * 300)), ())
    batch = Batcher(TOKENS, seed=1).batch([example])
    assert (batch.owner.tolist(), batch.gold.tolist()) == ([0], [])
    assert batch.unanswered.tolist() == [True]


def _batch(gold: list[list[int]]) -> Batch:
    side = (torch.ones(2, 1, dtype=torch.int64),) * 2 + (torch.zeros(2, 1, MATCHES),)
    places = torch.tensor(gold, dtype=torch.int64).view(-1, 3)
    return Batch(side, side, torch.tensor([0, 0]), places, torch.tensor([not gold]))


def test_the_loss_compares_spans_across_windows_and_with_there_being_no_answer() -> None:
    scores = torch.full((2, 1, 1), 0.0)
    assert loss(scores, _batch([[0, 0, 0]])).item() == pytest.approx(np.log(3))
    scores[0] = 3.0  # odds of e^3 to 1 for the other window and to 1 for no answer
    assert loss(scores, _batch([[0, 0, 0]])).item() == pytest.approx(np.log(1 + 2 / np.exp(3)))
    assert loss(scores, _batch([])).item() == pytest.approx(np.log(2 + np.exp(3)))


def test_the_rate_rises_stays_and_falls() -> None:
    shares = [rate_share(step, 4000) for step in (0, 199, 2999, 3500, 3999)]
    assert shares == pytest.approx([1 / 200, 1.0, 1.0, 0.5, 0.02])


def test_a_run_goes_on_from_its_checkpoint_as_if_it_had_not_been_cut(tmp_path: Path) -> None:
    def trained(steps: list[int], checkpoint: Path | None) -> dict[str, np.ndarray]:  # type: ignore[type-arg]
        torch.manual_seed(3)
        network = SpanNetwork(12, TOKENS).eval()  # nothing is dropped: the runs must be alike
        for last in steps:
            training = Training(network, steps=500, checkpoint=checkpoint)
            batches = mixed(kinds, TOKENS, seed=1, after=training.step)
            training.run(batches, until=last)
        return network.tensors()

    text = coded(*([3] * 20 + [5, 6] + [4] * 20))
    kinds = [[SpanExample(coded(2, kind), text, ((20, 22),))] * 3 for kind in (3, 4, 5)]
    whole = trained([4], None)
    cut = trained([2, 4], tmp_path / "checkpoint.safetensors")
    assert sorted(whole) == sorted(cut)
    for name, tensor in whole.items():
        assert cut[name] == pytest.approx(tensor, abs=1e-6)


def test_odds_leave_room_for_there_being_no_answer() -> None:
    grid = np.full((1, LONGEST), IMPOSSIBLE)
    grid[0, 0] = np.log(3)
    (odds,) = odds_of([grid])
    assert odds.of(Span(0, 1)) == pytest.approx(0.75)
    grid[0, 0] = -np.log(3)
    (odds,) = odds_of([grid])
    assert odds.of(Span(0, 1)) == pytest.approx(0.25)


def test_a_window_that_was_just_read_is_not_read_again(trained: SpanNetwork) -> None:
    tables = trained.tensors()
    alphabet = np.array(sorted(map(ord, "万元投入几")), dtype=np.uint32)
    coder = Coder(alphabet, lambda text: np.zeros(len(text), dtype=np.int64), Rarity.load())
    network = Network(tables)
    reader = SpanReader(network, coder, tables["characters"], TOKENS, TOKENS)
    first = reader.read("投入几元", ["投入万元", "万元"], [[Span(0, 4)], [Span(0, 2)]])
    network.scores = None  # type: ignore[assignment,method-assign]  # reading again would fail
    again = reader.read("投入几元", ["投入万元"], [[Span(0, 4)]])
    assert again[0].best(1) == first[0].best(1)


def test_hidden_tokens_are_unknown_as_a_whole_and_still_match() -> None:
    text = Coded(
        np.array([2, 3, 4, 5, 6, 7]), np.array([1, 1, 2, 3, 3, 3]), np.zeros(6, dtype=np.float32)
    )
    example = SpanExample(coded(2, 3), text, ((0, 1),))
    hidden = Batcher(TOKENS, seed=2, masked=0.5).batch([example] * 40)
    plain = Batcher(TOKENS, seed=2).batch([example] * 40)
    characters, tokens, shared = hidden.text
    for row, told in zip(characters.tolist(), tokens.tolist(), strict=True):
        gone = [one == UNKNOWN for one in row]
        assert [one == 0 for one in told] == gone
        assert gone[0] == gone[1]
        assert gone[3] == gone[4] == gone[5]
    assert 0.3 < (characters == UNKNOWN).float().mean() < 0.7
    assert torch.equal(shared, plain.text[2])


def test_all_columns_take_part_outside_training_and_some_are_dropped_in_it() -> None:
    torch.manual_seed(4)
    network = SpanNetwork(12, TOKENS, dropped=0.5)
    batch = Batcher(TOKENS, seed=0).batch([SpanExample(coded(2, 3), coded(5, 2, 3), ((0, 1),))])
    with torch.no_grad():
        one, other = (network.eval()(batch.question, batch.text) for _ in range(2))
        dropped = network.train()(batch.question, batch.text)
    assert torch.equal(one, other)
    assert not torch.equal(one, dropped)
