"""What the history of a brief says."""

from collections.abc import Mapping
from typing import Any

from planner.domain.values import BriefState
from planner.infra.i18n import lazy_gettext as _l
from planner.web.history import Show, as_day, as_text, as_word

EVENTS: Mapping[str, Any] = {
    "brief.created": _l("The brief was started"),
    "brief.revised": _l("The brief was changed"),
    "brief.issued": _l("The brief was issued"),
}
COLUMNS: Mapping[str, tuple[Any, Show]] = {
    "title": (_l("Title"), as_text), "audience": (_l("Audience"), as_text), "locale": (_l("Language"), as_text),
    "as_of_on": (_l("Figures as of"), as_day), "verdict": (_l("Verdict"), as_text), "ask": (_l("What we ask"), as_text),
    "conclusions": (_l("Conclusions"), as_text), "recommendations": (_l("Recommendations"), as_text),
    "state": (_l("State"), as_word(BriefState)), "sha256": (_l("Seal (SHA-256)"), as_text),
}
