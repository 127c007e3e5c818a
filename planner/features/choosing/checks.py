"""What is checked of the words by which things are found."""

from collections.abc import Iterator

from planner.domain.messages import N_, Message, msg
from planner.infra.integrity import Check
from planner.infra.words import findable, wrongly_indexed
from planner.models import db


def search_words() -> Iterator[Message]:
    """Each thing is found by the words it has, and no word leads to nothing."""
    for model in findable():
        for thing_id in wrongly_indexed(db.session(), model):
            yield msg("Row %(id)s of %(table)s is not found by its words; `planner search index` writes them anew.",
                      id=thing_id, table=model.__tablename__)


CHECKS = (Check("search_words", N_("Words by which things are found"), search_words),)
