"""Scripts that fit the reader to its training data."""
