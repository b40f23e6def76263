"""Claims of an answer, held one by one against the places that are cited for them."""
