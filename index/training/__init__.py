"""Scripts that make the bundled models; nothing here runs when wenju does."""
