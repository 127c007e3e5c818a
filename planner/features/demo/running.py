"""The third act: values every fortnight, reviews every second Tuesday, and the actions that come of them."""

from planner.features.demo.observing import prepare_values
from planner.features.demo.reviewing import prepare_reviews
from planner.features.demo.stage import Stage


def prepare(stage: Stage) -> None:
    prepare_values(stage)
    prepare_reviews(stage)
