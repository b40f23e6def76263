"""A real OpenAI-compatible server: `transformers serve` with a tiny model made here."""

import importlib.util
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.static_embedder import StaticEmbedder
from prompts.template import Prompt
from service.answerer import Answerer, Limits
from service.language_model import LanguageModel, load_language_model
from service.question import Question
from tests.shelf import Shelf, article

PAGE = article("harbour", "青石县港口扩建\n2023年，青石县港口扩建投资3978万元，建成泊位6个。\n")
NO_WORD, END = {"unk_token": "<unk>"}, {"eos_token": "<eos>"}
STARTING = 400.0  # seconds that torch and the server may take to load on a busy machine
TEMPLATE = "{% for message in messages %}{{ message['content'] }} {% endfor %}"

pytestmark = pytest.mark.timeout(600)  # starting the server alone takes torch's import


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    transformers = pytest.importorskip("transformers", reason="transformers is not installed")
    tokenizers = pytest.importorskip("tokenizers")
    words = ["<unk>", "<eos>", *"港口扩建投资万元泊位年县个青石"]
    table = {word: number for number, word in enumerate(dict.fromkeys(words))}
    made = tokenizers.Tokenizer(tokenizers.models.WordLevel(table, **NO_WORD))
    made.pre_tokenizer = tokenizers.pre_tokenizers.Split("", "isolated")
    folder = tmp_path_factory.mktemp("serve") / "tiny"
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=made, **NO_WORD, **END, chat_template=TEMPLATE
    ).save_pretrained(folder)
    config = transformers.LlamaConfig(
        vocab_size=len(table),
        hidden_size=16,
        intermediate_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=2,
        max_position_embeddings=8192,
        bos_token_id=None,
        eos_token_id=1,
        pad_token_id=1,
    )
    transformers.set_seed(0)
    model = transformers.LlamaForCausalLM(config)
    model.generation_config.max_new_tokens = 12
    model.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def base_url(model_folder: Path) -> Iterator[str]:
    from transformers.utils.import_utils import is_serve_available

    command = Path(sys.executable).with_name("transformers")
    loads = importlib.util.find_spec("accelerate") is not None  # it places the weights
    if not is_serve_available() or not loads or not command.exists():
        pytest.skip(
            "transformers serve needs its extras: pip install 'transformers[serving]' accelerate"
        )
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    server = subprocess.Popen(  # noqa: S603 - our own environment's command
        [command, "serve", str(model_folder), "--host", "127.0.0.1", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/health", server)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        server.wait(60)


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + STARTING
    while time.monotonic() < deadline:
        if server.poll() is not None:
            pytest.skip(f"transformers serve ended with status {server.returncode}")
        try:
            opener.open(url, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
        else:
            return
    pytest.skip(f"transformers serve was not ready within {STARTING:.0f} seconds")


@pytest.fixture
def model(base_url: str, model_folder: Path, monkeypatch: pytest.MonkeyPatch) -> LanguageModel:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return load_language_model(
        f"openai:{model_folder}", base_url=base_url, timeout=120.0, attempts=1
    )


def test_a_served_model_completes_a_prompt(model: LanguageModel) -> None:
    said = model.complete(Prompt("Be brief.", "港口扩建投资多少？"))
    assert set(said.replace(" ", "")) <= set("港口扩建投资万元泊位年县个青石<unk>eos")


def test_what_a_served_model_babbles_is_never_shown(model: LanguageModel) -> None:
    embedder, shelf = StaticEmbedder.load(), Shelf([PAGE])
    answerer = Answerer(
        lambda: shelf,
        embedder=lambda: embedder,
        model=model,
        limits=Limits(seconds=240.0, threshold=0.2),
    )
    answer = answerer.ask(Question("青石县港口扩建投资多少"))
    assert (answer.text, answer.generator) == ("3978万元", "extractive")
    assert answer.notice is not None
    assert answer.notice.startswith("openai:")
    assert answer.notice.endswith("; extracted from the articles")
