"""The tools that a model is given over the Model Context Protocol."""
