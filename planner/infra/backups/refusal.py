"""What is raised when a backup cannot be made, read or restored."""

from planner.domain.messages import Message


class BackupRefused(Exception):
    """It was not done, and nothing was changed. `message` says why, in a sentence for people."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message
