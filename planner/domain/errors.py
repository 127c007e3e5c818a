"""What the domain and the commands raise when something must not happen."""

from planner.domain.messages import Message


class RuleBroken(Exception):
    """A rule forbids it. `message` says what to do; `field` names the input it concerns, if one does."""

    def __init__(self, message: Message, *, field: str | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field


class StaleEdit(RuleBroken):
    """Somebody else saved the same thing since it was loaded."""


class NotAllowed(Exception):
    """The actor may not do this."""
