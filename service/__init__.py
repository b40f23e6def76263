"""From a question to a proven answer, by command line and by HTTP."""
