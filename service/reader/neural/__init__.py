"""A small neural network that reads: which span of a text answers a question."""
