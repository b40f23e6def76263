"""Choosing an embedding model by its name."""

from index.embed import Embedder
from index.static_embedder import StaticEmbedder


def load_embedder(name: str | None = None) -> Embedder:
    """Load the bundled model, or any model that sentence-transformers can load.

    Args:
        name: Name on the hub (`intfloat/multilingual-e5-small`) or path of a local
            folder; None for the model that comes with wenju.

    Raises:
        ModelUnavailable: The model is neither on disk nor can it be fetched.
        ModelDamaged: A file of the bundled model fails its checksum.
    """
    if name is None:
        return StaticEmbedder.load()
    # torch is heavy: only a model that needs it pays for it
    from index.sentence_embedder import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(name)
