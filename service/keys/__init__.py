"""API keys: who may ask, ingest or administer, and how often."""
