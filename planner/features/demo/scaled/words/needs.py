"""Problems that departments log, the causes that were found, and what was decided."""

from typing import NamedTuple

from planner.domain.values import CauseCell as Cell
from planner.domain.values import Direction
from planner.features.demo.scaled.words.programs import COLD, FLOOR, ROAD, SITES, SOLD


class Problem(NamedTuple):
    """A gap. `low` and `high` bound today’s value; `wish` is the change that is wanted as a part of it; `fits`: see `Topic`."""

    title: str
    problem: str
    indicator: str
    unit: str
    low: float
    high: float
    wish: float
    consequence: str
    audience: str
    fits: tuple[str, ...] = ()

    @property
    def direction(self) -> Direction:
        return Direction.UP if self.wish > 0 else Direction.DOWN


PROBLEMS: tuple[Problem, ...] = (
    Problem("Pick errors rise in the peak weeks",
            "Temporary colleagues pick from the neighbouring place; nobody notices before packing.",
            "Pick errors per 1,000 lines", "errors", 3, 9, -0.4, "The customer charges us for every wrong line.",
            "Order pickers",
            SITES),
    Problem("Supervisors see the risk and let the work go on", "In most accidents a supervisor had seen the situation before.",
            "Supervisors seen stopping unsafe work", "percent", 20, 50, 0.8, "Somebody will be hurt for life.",
            "Shift supervisors",
            FLOOR),
    Problem("New drivers leave within three months", "They drive alone from the third day and have nobody to ask.",
            "New drivers who leave within 90 days", "percent", 18, 38, -0.35, "Each of them cost us € 4,800.", "New drivers",
            ROAD),
    Problem("Declarations come back from customs", "Codes are copied from older files although the goods have changed.",
            "Declarations that come back", "percent", 5, 14, -0.5, "Containers wait for two days.", "Customs declarants",
            ("Air & Ocean", "Parcel")),
    Problem("Forklift licences run out", "Renewals are planned when the reminder comes, which is too late.",
            "Drivers whose licence is renewed in time", "percent", 60, 82, 0.2, "The night shift stands still.",
            "Forklift drivers",
            SITES),
    Problem("Offers are priced by feel", "Two account managers price the same tender up to 14 percent apart.",
            "Large offers with a documented price decision", "percent", 22, 45, 0.9, "We win the tenders that cost us money.",
            "Account managers",
            SOLD),
    Problem("Claims come back", "Handlers close a claim before the carrier has answered.",
            "Claims that are reopened", "percent", 12, 26, -0.4, "A reopened claim costs € 140.", "Claims handlers",
            ("Road Freight", "Parcel", "Air & Ocean")),
    Problem("The new line stops too often", "Operators wait for a technician who is on another site.",
            "Stops of more than ten minutes a week", "stops", 9, 30, -0.5, "The line runs at half of what was promised.",
            "Operators and technicians",
            SITES),
    Problem("Near misses are not reported", "The form has 34 questions and sits on a computer in the office.",
            "Crews that report at least one near miss a week", "percent", 12, 35, 1.2, "We learn from accidents only.",
            "Everybody on the floor",
            FLOOR),
    Problem("Temperature deviations at the dock", "Doors stay open while papers are looked for.",
            "Consignments with a deviation", "percent", 2, 6, -0.5, "One lost consignment costs € 60,000.",
            "Cold-store operatives",
            COLD),
    Problem("Newcomers need too long", "What they learn depends on who happens to stand beside them.",
            "Days until full output", "days", 50, 95, -0.25, "Experienced colleagues work for two.", "New colleagues"),
    Problem("Stock is not where the system says", "Pallets are moved without a scan when it is busy.",
            "Locations found correct in the count", "percent", 88, 96, 0.04, "Orders wait for stock that is there.",
            "Operatives",
            SITES),
    Problem("Customers call twice", "Agents promise a call back because they may not decide.",
            "Calls settled at the first contact", "percent", 48, 68, 0.25, "Every second call is about the first.",
            "Customer care agents",
            ("Commercial", "Parcel")),
    Problem("Dents at the loading dock", "Drivers reverse without a guide when nobody is free.",
            "Damage reports a month", "reports", 8, 32, -0.4, "Repairs eat the margin of the site.", "Drivers",
            FLOOR),
    Problem("Managers do not coach", "In one talk of five they speak about how the work is done.",
            "Managers with two coached talks a month", "percent", 15, 35, 1.4, "What is learned is gone in six weeks.",
            "Managers of teams"),
    Problem("Tenders are reworked after they are won", "Operations sees the promise when the contract is signed.",
            "Tenders reworked within three months", "percent", 18, 40, -0.5, "We pay for what we promised.", "Tender managers",
            SOLD),
    Problem("Invoices stay unpaid over small disputes", "Nobody feels responsible below € 500.",
            "Disputed invoices older than 60 days", "invoices", 60, 240, -0.45, "Cash lies with customers.",
            "Credit controllers",
            ("Finance", "Commercial")),
    Problem("Phishing mails are opened", "The mail looks like a delivery notice, and that is our business.",
            "Test mails that were clicked", "percent", 9, 24, -0.6, "One click stopped a site for a day.",
            "Everybody with an account"),
)
EVIDENCE = (
    "Register of the last twelve months, checked by the site.", "Talks with eleven colleagues and their supervisors.",
    "Observation rounds in three weeks, day and night.", "Export of the system, counted again by the controller.",
    "Audit of last autumn.", "Exit talks of the last half-year.",
)
FINDINGS: dict[Cell, tuple[str, ...]] = {
    Cell.DATA: ("Nobody hears how they did until the end of the month.", "What is expected was never said in so many words."),
    Cell.INSTRUMENTS: ("The screen that they need is three menus away.", "The checklist hangs where nobody passes."),
    Cell.INCENTIVES: ("The bonus counts speed, not errors.", "Whoever reports a problem must write the report as well."),
    Cell.KNOWLEDGE: ("Most of them never saw it done well.", "They know the rule but never practised it under pressure.",
                     "The procedure changed, and nobody was told how."),
    Cell.CAPACITY: ("Two places have been vacant since spring.", "In peak weeks each supervisor has 24 people."),
    Cell.MOTIVES: ("People see it as the work of another team.", "After three reorganizations they wait for the fourth."),
}
REASONS = {
    "approved": ("It carries a goal of the first three, the cause is known, and the department frees the hours.",
                 "Small, clear and measurable within the year.", "The law asks for it."),
    "waitlisted": ("A good case, but the learning department is full until autumn.", "Wait for the new system; then look again."),
    "declined": ("No accepted cause lies in knowledge: training will not close this gap.",
                 "Covered by a program that runs already; places are kept for you.",
                 "The figures do not show a gap of this size. Please measure once more."),
}
CAN = ("That people know what to do and practise it until it sits.", "The first weeks: what newcomers see and try.",
       "That supervisors speak up, seen on the floor.")
CANNOT = ("The number of people on a shift.", "The quality of the data in the system.", "The pressure of the peak weeks.")
