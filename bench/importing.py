"""The import of a hundred thousand observations beside a bare bulk insert of the same rows."""

from flask import Flask

from bench.results import Line, Results
from planner.features.exchange.files import Kind


def measure(app: Flask, results: Results, *, quick: bool) -> None:
    kind = next((one for one in Kind if one.value == "observations"), None)
    if kind is None:
        results.lines.append(Line(
            "import 100,000 observations", "≥ 25 % of the speed of a bare bulk insert", "observations cannot be imported yet",
            None,
        ))
