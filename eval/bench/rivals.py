"""What the frameworks' own guides show for hybrid search, put as quickly as they can be.

Each splits the articles, embeds them with one sentence-transformers model in large batches,
and keeps what its dense and BM25 search need; then it saves that to disk by the call that its
guide names, and answers questions by both. Nothing of wenju is imported here, and the
frameworks are imported by name: they live in an environment of their own, whose interpreter
`eval.bench.rival_ingest` is given.

    python -m eval.bench.rivals txtai articles.jsonl MODEL_FOLDER questions.json
"""

import json
import re
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

CHUNK = 350  # characters, about as many as wenju's passages have
BATCH = 256
SEPARATORS = ["\n\n", "\n", "。", "！", "？", "；", "，", " ", ""]
CHARACTERS = r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+"  # a term each: words are not told apart


@dataclass(frozen=True, slots=True)
class Built:
    """An index in memory.

    Attributes:
        search: Returns the text of the first hit.
        save: Writes into a folder what a later process needs to search again.
    """

    search: Callable[[str], str]
    save: Callable[[Path], object]


Rival = Callable[[list[str], str], Built]


def llama_index(texts: list[str], model: str) -> Built:
    """A FAISS vector index and a BM25 retriever, fused by reciprocal rank."""
    core = import_module("llama_index.core")
    faiss = import_module("faiss")
    # Its own HuggingFace class sets a longest length, which a static model does not have.
    transformer = import_module("sentence_transformers").SentenceTransformer(model, device="cpu")

    def encoded(some: list[str]) -> list[list[float]]:
        rows: Any = transformer.encode(some, batch_size=BATCH, show_progress_bar=False)
        return [list(map(float, row)) for row in rows]

    methods: Mapping[str, object] = {
        "_get_text_embeddings": lambda _, some: encoded(some),
        "_get_text_embedding": lambda _, text: encoded([text])[0],
        "_get_query_embedding": lambda _, question: encoded([question])[0],
        "_aget_query_embedding": lambda _, question: encoded([question])[0],
    }
    base = import_module("llama_index.core.embeddings").BaseEmbedding
    embedding = type("Encoder", (base,), dict(methods))(embed_batch_size=BATCH)
    splitter = import_module("llama_index.core.node_parser").SentenceSplitter(
        chunk_size=CHUNK, chunk_overlap=0, tokenizer=list, paragraph_separator="\n"
    )
    nodes = splitter.get_nodes_from_documents([core.Document(text=text) for text in texts])
    vectors = import_module("llama_index.vector_stores.faiss").FaissVectorStore(
        faiss_index=faiss.IndexFlatIP(512)
    )
    context = core.StorageContext.from_defaults(vector_store=vectors)
    index = core.VectorStoreIndex(nodes, storage_context=context, embed_model=embedding)
    bm25 = import_module("llama_index.retrievers.bm25").BM25Retriever.from_defaults(
        nodes=nodes, similarity_top_k=10, skip_stemming=True, token_pattern=CHARACTERS
    )
    fusion = import_module("llama_index.core.retrievers").QueryFusionRetriever(
        [index.as_retriever(similarity_top_k=10), bm25],
        llm=import_module("llama_index.core.llms").MockLLM(),
        similarity_top_k=10,
        num_queries=1,
        mode="reciprocal_rerank",
        use_async=False,
    )

    def save(folder: Path) -> None:
        context.persist(persist_dir=str(folder / "index"))
        bm25.persist(str(folder / "bm25"))

    return Built(lambda question: str(fusion.retrieve(question)[0].node.get_content()), save)


def haystack(texts: list[str], model: str) -> Built:
    """The in-memory store with its embedding and BM25 retrievers, joined by reciprocal rank."""
    Document = import_module("haystack").Document  # noqa: N806  # a class
    preprocessors = import_module("haystack.components.preprocessors")
    embedders = import_module("haystack_integrations.components.embedders.sentence_transformers")
    retrievers = import_module("haystack.components.retrievers.in_memory")
    store = import_module("haystack.document_stores.in_memory").InMemoryDocumentStore(
        bm25_tokenization_regex=CHARACTERS, embedding_similarity_function="dot_product"
    )
    splitter = preprocessors.RecursiveDocumentSplitter(
        split_length=CHUNK, split_overlap=0, split_unit="char", separators=["\n\n", "\n", "。", " "]
    )
    embedder = embedders.SentenceTransformersDocumentEmbedder(
        model=model, batch_size=BATCH, progress_bar=False
    )
    for component in (splitter, embedder):
        component.warm_up()
    documents = splitter.run(documents=[Document(content=text) for text in texts])["documents"]
    store.write_documents(embedder.run(documents=documents)["documents"])
    query = embedders.SentenceTransformersTextEmbedder(model=model, progress_bar=False)
    query.warm_up()
    dense = retrievers.InMemoryEmbeddingRetriever(store)
    bm25 = retrievers.InMemoryBM25Retriever(store)
    joiner = import_module("haystack.components.joiners").DocumentJoiner(
        join_mode="reciprocal_rank_fusion"
    )

    def search(question: str) -> str:
        near = dense.run(query_embedding=query.run(question)["embedding"])["documents"]
        both = joiner.run([near, bm25.run(query=question)["documents"]])
        return str(both["documents"][0].content)

    return Built(search, lambda folder: store.save_to_disk(str(folder / "store.json")))


def txtai(texts: list[str], model: str) -> Built:
    """The embeddings database in hybrid mode, with its content."""
    embeddings = import_module("txtai").Embeddings(
        path=model,
        method="sentence-transformers",
        hybrid=True,
        content=True,
        batch=1024,
        encodebatch=BATCH,
        gpu=False,
    )
    embeddings.index(chunks(texts))
    return Built(
        lambda question: str(embeddings.search(question, 10)[0]["text"]),
        lambda folder: embeddings.save(str(folder)),
    )


def langchain(texts: list[str], model: str) -> Built:
    """A FAISS store and a BM25 retriever in an ensemble.

    Only the FAISS store can be saved; the BM25 retriever is made anew from its texts.
    """
    base = import_module("langchain_core.embeddings").Embeddings
    transformer = import_module("sentence_transformers").SentenceTransformer(model, device="cpu")
    splitters = import_module("langchain_text_splitters")

    def encoded(some: list[str]) -> list[list[float]]:
        rows: Any = transformer.encode(some, batch_size=BATCH, show_progress_bar=False)
        return [list(map(float, row)) for row in rows]

    methods: Mapping[str, object] = {
        "embed_documents": lambda _, some: encoded(some),
        "embed_query": lambda _, question: encoded([question])[0],
    }
    embeddings = type("Encoder", (base,), dict(methods))()
    documents = splitters.RecursiveCharacterTextSplitter(
        chunk_size=CHUNK, chunk_overlap=0, separators=SEPARATORS
    ).create_documents(texts)
    dense = import_module("langchain_community.vectorstores").FAISS.from_documents(
        documents, embeddings
    )
    bm25 = import_module("langchain_community.retrievers").BM25Retriever.from_documents(
        documents, k=10, preprocess_func=re.compile(CHARACTERS).findall
    )
    ensemble = import_module("langchain_classic.retrievers").EnsembleRetriever(
        retrievers=[bm25, dense.as_retriever(search_kwargs={"k": 10})], weights=[0.5, 0.5]
    )
    return Built(
        lambda question: str(ensemble.invoke(question)[0].page_content),
        lambda folder: dense.save_local(str(folder)),
    )


def chunks(texts: list[str]) -> list[str]:
    """Return texts in parts, cut after sentences, for a framework that splits nothing itself."""
    parts: list[str] = []
    for text in texts:
        part = ""
        for sentence in re.findall(r"[^。！？\n]*[。！？\n]?", text):
            if part and len(part) + len(sentence) > CHUNK:
                parts.append(part)
                part = ""
            part += sentence
        parts += [part] if part.strip() else []
    return parts


RIVALS: Mapping[str, Rival] = {
    "llama-index": llama_index,
    "haystack": haystack,
    "txtai": txtai,
    "langchain": langchain,
}


def main() -> None:
    """Build one rival's index, save it and ask it; print what each took as JSON."""
    name, articles, model, questions = sys.argv[1:5]
    lines = Path(articles).read_text("utf-8").splitlines()
    texts = [str(json.loads(line)["text"]) for line in lines]
    asked = json.loads(Path(questions).read_text("utf-8"))
    RIVALS[name](texts[:2], model)  # what is imported is not counted, as it is not for wenju
    start = time.perf_counter()
    built = RIVALS[name](texts, model)
    seconds = time.perf_counter() - start
    with TemporaryDirectory() as folder:
        start = time.perf_counter()
        built.save(Path(folder))
        saved = time.perf_counter() - start
    found = [built.search(question) for question in asked]  # which also warms
    taken = median(_milliseconds(built.search, question) for question in asked)
    result = {"seconds": seconds, "saved": saved, "query": taken, "found": found[0][:30]}
    sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")


def _milliseconds(search: Callable[[str], str], question: str) -> float:
    start = time.perf_counter()
    search(question)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
