"""Measuring retrieval, answers, citations and refusals on a question set."""
