"""The last act: what executives were told."""

from planner.features.demo.stage import Stage


def prepare(stage: Stage) -> None:
    """Briefs follow when their room stands."""
