"""The composition root: settings in, working objects out. Nothing else builds them."""

import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from index.embed import Embedder
from index.errors import StoreBusy, StoreMissing
from index.milvus.address import MilvusAddress
from index.static_embedder import StaticEmbedder
from service.library import Library, Progress
from service.local_library import LocalLibrary
from service.settings import DEFAULT_STORE, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from service.answerer import Answerer
    from service.cross_encoder import ScoresPassages
    from service.language_model import LanguageModel
    from service.state import Corpus

ROOT = Path(__file__).resolve().parent.parent
SEEDS = Path("seeds") / "articles"
PATIENCE = 300.0  # seconds to wait for another process that builds the demo index


def open_local_library(settings: Settings) -> LocalLibrary:
    """Return the library of the settings' store; nothing is read from disk yet."""
    bundled = cache(StaticEmbedder.load)
    own = cache(lambda: open_embedder(settings))
    embedder = bundled if settings.embedding_model is None else own
    return LocalLibrary(
        settings.store,
        embedder,
        lambda corpus: build_answerer(settings, corpus, bundled),
        model_name=settings.embedding_model,
        database=None if settings.database is None else settings.database.get_secret_value(),
        milvus=milvus_of(settings),
        engine=settings.engine,
    )


def milvus_of(settings: Settings) -> MilvusAddress | None:
    """Return the Milvus that the settings name, or None.

    Raises:
        InvalidSetting: It is neither a server nor a file for milvus-lite.
    """
    if settings.milvus is None:
        return None
    token = settings.milvus_token
    return MilvusAddress(
        settings.milvus,
        "" if token is None else token.get_secret_value(),
        settings.milvus_database or "",
    )


def open_embedder(settings: Settings) -> Embedder:
    """Load the embedding model that the settings name, or the bundled one.

    Raises:
        ModelUnavailable: It is neither on disk nor can it be fetched.
        ModelDamaged: A file of the bundled model fails its checksum.
    """
    from index.embedders import load_embedder

    return load_embedder(settings.embedding_model)


def build_answerer(
    settings: Settings, corpus: "Callable[[], Corpus]", bundled: "Callable[[], StaticEmbedder]"
) -> "Answerer":
    """Return the answerer that the settings describe.

    Args:
        settings: Which language model writes, if any, and how much is read.
        corpus: Gives the corpus as it is now; called once a question.
        bundled: Gives the bundled embedding, by which the reader compares texts.

    Raises:
        InvalidSetting: The language model's provider is unknown.
        ModelUnavailable: Its package is not installed, or its key is missing.
    """
    from service.answerer import Answerer, Limits

    return Answerer(
        corpus,
        embedder=bundled,
        model=open_language_model(settings),
        scorer=open_reranker(settings),
        language=settings.language,
        limits=Limits(
            passages=settings.top_k,
            context_tokens=settings.context_tokens,
            seconds=settings.llm_timeout,
            threshold=least_confidence(settings.accepted_error),
        ),
    )


def least_confidence(accepted_error: float) -> float:
    """Return the confidence below which an extracted answer is refused.

    Args:
        accepted_error: Share of wrong answers accepted among those shown, in [0, 1].

    Raises:
        ModelUnavailable: The reader comes without its table of thresholds.
        ModelDamaged: The table fails its checksum.
    """
    from service.acceptance import Acceptance

    return 0.0 if accepted_error >= 1 else Acceptance.load().threshold(accepted_error)


def open_reranker(settings: Settings) -> "ScoresPassages | None":
    """Return the cross-encoder that the settings name, or None; it is loaded when first used."""
    if settings.reranker is None:
        return None
    from service.cross_encoder import CrossEncoderScorer

    return CrossEncoderScorer(settings.reranker)


def open_language_model(settings: Settings) -> "LanguageModel | None":
    """Return the language model that the settings name, or None; nothing is sent yet."""
    if settings.llm is None:
        return None
    from service.language_model import load_language_model

    key = settings.llm_api_key
    return load_language_model(
        settings.llm,
        base_url=settings.llm_base_url,
        api_key=None if key is None else key.get_secret_value(),
        timeout=settings.llm_timeout,
    )


def ensure_seeds(
    library: Library,
    settings: Settings,
    *,
    home: Path = ROOT,
    on_progress: Progress | None = None,
) -> bool:
    """Build the demo index where one is expected and there is none.

    That is the default store of the project's own folder. A store elsewhere is
    its owner's to fill, and asking there before `ingest` is an error.

    Args:
        library: The library of the settings' store.
        settings: Where the store is.
        home: The project's folder.
        on_progress: Told how building goes.

    Returns:
        Whether an index was built.

    Raises:
        StoreBusy: Another process has been building it for minutes.
    """
    at_home = settings.store == DEFAULT_STORE and Path.cwd() == home
    if not at_home or not (home / SEEDS).is_dir():
        return False
    deadline = time.monotonic() + PATIENCE
    while _generation(library) == 0:
        try:
            library.ingest([home / SEEDS], on_progress=on_progress)
        except StoreBusy:  # another first question is building it
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
        else:
            return True
    return False


def _generation(library: Library) -> int:
    """Return the library's generation; 0 too when there is no store yet."""
    try:
        return library.generation
    except StoreMissing:
        return 0
