"""From scraped pages to readable text, with the way back to the original."""
