"""Units of measure: how they are spelled, shown and rounded, and which values make sense in them.

A unit is kept as text, for people measure what they like ("errors per 1,000 orders"). The units below are known: their other
spellings are recognised, so that "%" and "procent" are one unit and arithmetic on percentages works.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from planner.domain.messages import N_

MONEY = "money"
PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Unit:
    """`name` is what is stored and, marked for translation, what people read; `symbol` is shorter, where there is one.

    `decimals`: so many are worth showing. `least`/`most`: values outside make no sense. `scale`: what a ratio of two counts is
    multiplied by to be in this unit.
    """

    name: str
    symbol: str = ""
    decimals: int = 1
    least: Decimal | None = None
    most: Decimal | None = None
    scale: int = 1
    spellings: tuple[str, ...] = ()

    @property
    def is_money(self) -> bool:
        """Whether amounts are in the organization's currency, perhaps for each of something."""
        return self.name == MONEY or self.name.startswith(MONEY + " ")

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """The least and the most that a value can be."""
        return self.least, self.most


_NOUGHT, _HUNDRED = Decimal(0), Decimal(100)

_KNOWN: tuple[Unit, ...] = (
    # A percentage is a share of a whole here; growth, variance and return on investment may leave 0–100 (the measure knows).
    Unit(N_("percent"), "%", 1, _NOUGHT, _HUNDRED, 100, ("%", "pct", "per cent", "percentage", "procent")),
    Unit(N_("percentage points"), "pp", 1, -_HUNDRED, _HUNDRED, 100,
         ("percentage point", "pp", "%-points", "% points", "procentpunt", "procentpunten")),
    Unit(N_("points"), "", 1, spellings=("point", "punt", "punten")),
    Unit(N_("persons"), "", 0, _NOUGHT, spellings=("person", "people", "persoon", "personen")),
    Unit(N_("count"), "", 0, _NOUGHT, spellings=("number", "aantal", "#")),
    Unit(N_("hours"), "h", 1, _NOUGHT, spellings=("hour", "hrs", "hr", "h", "uur", "uren")),
    Unit(N_("days"), "d", 1, _NOUGHT, spellings=("day", "d", "dag", "dagen")),
    Unit(N_("ratio"), "", 2, spellings=("verhouding",)),
    Unit(N_("money"), "", 2, spellings=("€", "eur", "euro", "euros", "$", "usd", "dollar", "dollars", "£", "gbp", "geld")),
    Unit(N_("money per person"), "", 2, spellings=("money per learner", "€ per person", "geld per persoon")),
    Unit(N_("money per employee"), "", 2, spellings=("€ per employee", "geld per medewerker")),
    Unit(N_("money per hour"), "", 2, spellings=("€ per hour", "geld per uur")),
    Unit(N_("hours per employee"), "", 1, _NOUGHT, spellings=("hours/employee", "uren per medewerker")),
)

UNITS: Mapping[str, Unit] = {unit.name: unit for unit in _KNOWN}
_BY_SPELLING: Mapping[str, Unit] = {word: unit for unit in _KNOWN for word in (unit.name, *unit.spellings)}


def unit_of(text: str) -> Unit:
    """The known unit that is meant, whatever its case and spelling; else a unit of that text, of which nothing is known."""
    words = " ".join(text.split())
    return _BY_SPELLING.get(words.casefold()) or Unit(words, decimals=2)


def spelled(text: str) -> str:
    """The unit as it is stored: the known name, or the text without needless blanks."""
    return unit_of(text).name
