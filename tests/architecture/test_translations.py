"""The catalogues know the sentences as they stand today."""

from scripts import translations


def test_the_catalogues_are_current() -> None:
    assert translations.problems() == [], "run `make i18n` and translate what is new"


def test_sentences_are_found_at_all() -> None:
    """If the mapping in setup.cfg broke, an empty catalogue would be current for ever."""
    files = {file for message in translations.extracted() for file, _ in message.locations}
    assert {file.split("/")[0] for file in files} == {"planner", "templates"}
