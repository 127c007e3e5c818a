"""What is checked of issued briefs: what they say, and the pages that were sent."""

import hashlib
from collections.abc import Iterator

from sqlalchemy import select

from planner.domain.messages import N_, Message, msg
from planner.domain.values import BriefState
from planner.infra.integrity import Check, unlike_frozen
from planner.models import Brief, db

ISSUED = Brief.state == BriefState.ISSUED


def issued_briefs() -> Iterator[Message]:
    frozen = select(Brief.id, Brief.snapshot, Brief.sha256, Brief.id).where(ISSUED).order_by(Brief.id)
    yield from unlike_frozen("Brief", "briefs", frozen)
    pages = select(Brief.id, Brief.pdf, Brief.pdf_sha256).where(ISSUED).order_by(Brief.id)
    for brief_id, pdf, digest in db.session.execute(pages.execution_options(yield_per=5)):
        if pdf is None or hashlib.sha256(pdf).hexdigest() != digest:
            yield msg("The PDF of brief %(id)s is not what was issued: it does not fit its hash.", id=brief_id)


CHECKS = (Check("briefs", N_("Issued briefs and their PDFs"), issued_briefs),)
