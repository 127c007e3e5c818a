"""The vocabularies from which names and sentences are put together."""
