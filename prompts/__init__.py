"""Templates for the language model, and packing passages into a token budget."""
