"""Vectors and BM25 in Milvus, for stores that one machine does not hold."""
