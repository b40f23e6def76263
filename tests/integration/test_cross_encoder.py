"""Cross-encoders behind the Rerank step: tiny ones made here, and what is refused."""

from pathlib import Path

import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

from index.document import Passage
from index.errors import ModelUnavailable
from index.span import Span
from index.static_embedder import StaticEmbedder
from service.bootstrap import build_answerer, open_local_library, open_reranker
from service.chain import run_steps
from service.cross_encoder import CrossEncoderScorer, shown
from service.doctor import examine
from service.question import Question
from service.settings import Settings, load_settings
from tests.fakes import make_document

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *"路茶桥去年修了公里座园"]
QUESTION = "去年修了路"


def make_model(folder: Path, *, labels: int = 1, safe: bool = True) -> Path:
    """Write a BERT of one layer whose score rises with the share of 茶 in what it reads.

    Queries and keys are 0, so the first token takes in the plain mean of all tokens; its
    own direction, the second, is what the share of 茶, the first, is measured against.
    """
    import torch
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        max_position_embeddings=64,
        num_labels=labels,
    )
    torch.manual_seed(1)
    model = BertForSequenceClassification(config)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            weight.fill_(1.0 if name.endswith("LayerNorm.weight") else 0.0)
        model.bert.embeddings.word_embeddings.weight[WORDS.index("茶"), 0] = 4.0
        model.bert.embeddings.word_embeddings.weight[WORDS.index("[CLS]"), 1] = 4.0
        layer = model.bert.encoder.layer[0].attention
        layer.self.value.weight.copy_(torch.eye(8))
        layer.output.dense.weight.copy_(torch.eye(8))
        model.bert.pooler.dense.weight.copy_(torch.eye(8))
        model.classifier.weight[:, 0] = 1.0
    model.save_pretrained(folder)
    if not safe:
        (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    vocab = {word: number for number, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.WordPiece(vocab, unk_token="[UNK]"))  # noqa: S106 - no password
    tokenizer.normalizer = normalizers.BertNormalizer()  # parts Chinese characters
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    special = {f"{role}_token": f"[{role.upper()}]" for role in ("pad", "unk", "cls", "sep")}
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, model_max_length=64, **special
    ).save_pretrained(folder)
    return folder


def passage(text: str, *, title: str | None = None, headings: tuple[str, ...] = ()) -> Passage:
    whole = Span(0, len(text))
    return Passage(f"{text}#0", text, 0, whole, whole, text, headings, title)


def test_a_passage_is_read_with_its_title_and_headings_before_it() -> None:
    text = shown(passage("修路。", title="园区", headings=("一", "二")))
    assert text == "园区\n一\n二\n修路。"


def test_scores_follow_the_model_and_the_order_of_the_passages(tmp_path: Path) -> None:
    scorer = CrossEncoderScorer(str(make_model(tmp_path / "tea")), offline=True)
    none, some, most = scorer.scores(QUESTION, [passage("路"), passage("路茶"), passage("茶茶茶")])
    assert none < some < most
    titled, *_ = scorer.scores(QUESTION, [passage("路", title="茶茶茶")])
    assert titled > none
    assert scorer.scores(QUESTION, []).shape == (0,)


def test_a_pair_longer_than_the_model_reads_is_cut_not_refused(tmp_path: Path) -> None:
    scorer = CrossEncoderScorer(str(make_model(tmp_path / "tea")), offline=True)
    assert scorer.scores(QUESTION, [passage("路" * 500)]).shape == (1,)


def test_the_cross_encoder_decides_what_is_read_first(tmp_path: Path) -> None:
    texts = {"a": "去年修了路3公里。", "b": "茶茶茶茶茶茶茶。", "c": "桥。"}
    settings = Settings(store=tmp_path / "store")
    library = open_local_library(settings)
    library.add([make_document(name, text) for name, text in texts.items()])

    def order(chosen: Settings) -> list[str]:
        answerer = build_answerer(chosen, library.corpus, StaticEmbedder.load)
        steps = {name: answerer.steps[name] for name in ("condense", "retrieve", "rerank")}
        state = run_steps(steps, answerer.begin(Question("去年修了几公里路"), library.corpus()))
        assert [view.passage for view in state.views] == list(state.passages)
        assert [view.rank for view in state.views] == list(range(len(state.views)))
        return [passage.document_id for passage in state.passages]

    tea = settings.model_copy(update={"reranker": str(make_model(tmp_path / "tea"))})
    built_in = order(settings)
    assert built_in[0] == "a"
    assert order(tea) == ["b", *(name for name in built_in if name != "b")]


@pytest.mark.parametrize("name", ["./no-such-folder", "/no/such/folder", "nobody/no-such-model"])
def test_a_model_that_is_not_there_says_what_to_do(name: str) -> None:
    scorer = CrossEncoderScorer(name, offline=True)
    with pytest.raises(ModelUnavailable, match="WENJU_RERANKER") as refused:
        scorer.scores(QUESTION, [passage("路")])
    assert name in str(refused.value)
    assert "leave it empty" in str(refused.value)


def test_pickled_weights_are_refused_unread(tmp_path: Path) -> None:
    scorer = CrossEncoderScorer(str(make_model(tmp_path / "old", safe=False)), offline=True)
    with pytest.raises(ModelUnavailable, match="pickle"):
        scorer.scores(QUESTION, [passage("路")])


def test_a_model_of_several_labels_is_no_reranker(tmp_path: Path) -> None:
    scorer = CrossEncoderScorer(str(make_model(tmp_path / "three", labels=3)), offline=True)
    with pytest.raises(ModelUnavailable, match="3 scores"):
        scorer.scores(QUESTION, [passage("路")])


def test_the_setting_names_it_and_nothing_is_loaded_before_a_question(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert open_reranker(load_settings()) is None
    monkeypatch.setenv("WENJU_RERANKER", "nobody/no-such-model")
    assert isinstance(open_reranker(load_settings()), CrossEncoderScorer)


def test_the_doctor_names_the_reranker_and_its_download(tmp_path: Path) -> None:
    settings = Settings(store=tmp_path / "none")
    hub = settings.model_copy(update={"reranker": "some/reranker"})
    said = {finding.name: finding.value for finding in examine(hub).items}
    assert said["reranker"] == "some/reranker, from the Hugging Face hub"
    assert said["would be downloaded"].startswith("some/reranker")
    said = {finding.name: finding.value for finding in examine(settings).items}
    assert (said["reranker"], said["would be downloaded"]) == ("built in", "nothing")
