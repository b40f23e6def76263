"""From files to a searchable store."""
