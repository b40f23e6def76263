"""Generators: from packed passages to a draft, by a language model or without one."""
