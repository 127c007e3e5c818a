"""Colours and type of the figures.

In print every element carries its colour and font as attributes: WeasyPrint applies neither custom properties nor the
page's style sheet inside an SVG. On the screen the same attributes are only the fallback: each element also has a class
(`chart-plan`, `chart-plan-text`, …) that the style sheet colours for light and dark.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_LIGHT: Mapping[str, str] = MappingProxyType(
    {
        "ink": "#1c2024",
        "muted": "#565d66",
        "grid": "#ebe8e1",
        "axis": "#747b84",
        "plan": "#6d7480",
        "plan-old": "#b9bdc5",
        "actual": "#0a5c63",
        "forecast": "#0a5c63",
        "band": "#0a5c63",
        "today": "#747b84",
        "flag": "#8a5a00",
    }
)
"""Roles and their colours on paper; `actual`, `plan` and the others have the same names in the screen's tokens."""


@dataclass(frozen=True, slots=True)
class Palette:
    """How a figure is coloured and lettered."""

    name: str
    colours: Mapping[str, str]
    font_family: str
    font_size: float
    has_classes: bool

    def colour(self, role: str) -> str:
        return self.colours[role]

    def line(self, role: str) -> dict[str, str]:
        """Attributes of something that is stroked."""
        return self._hook(f"chart-{role}") | {"stroke": self.colours[role], "fill": "none"}

    def shape(self, role: str) -> dict[str, str]:
        """Attributes of something that is filled."""
        return self._hook(f"chart-{role}-fill") | {"fill": self.colours[role]}

    def text(self, role: str) -> dict[str, str]:
        """Attributes of lettering in the colour of a role."""
        return self._hook(f"chart-{role}-text") | {"fill": self.colours[role]}

    def _hook(self, name: str) -> dict[str, str]:
        return {"class": name} if self.has_classes else {}


PRINT = Palette(
    name="print",
    colours=_LIGHT,
    # The second name holds the accented letters beyond Latin-1: WeasyPrint ignores unicode-range, so they are a family.
    font_family="Source Sans 3, Source Sans 3 Ext, DejaVu Sans, sans-serif",
    font_size=11,
    has_classes=False,
)

SCREEN = Palette(
    name="screen",
    colours=MappingProxyType({**_LIGHT, "ink": "currentColor", "muted": "currentColor"}),
    font_family="Source Sans 3, Source Sans Pro, system-ui, sans-serif",
    font_size=13,
    has_classes=True,
)
