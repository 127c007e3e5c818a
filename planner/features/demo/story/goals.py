"""The five goals that the board ranked for the year."""

from planner.domain.values import Direction
from planner.features.demo.rows import GoalRow, SponsorRow

CYCLE_PURPOSE = (
    "Learning that the board can see in its own numbers: larger accounts, fewer injuries, new colleagues who stand on their "
    "own feet sooner, and claims that are right the first time."
)

GOALS: tuple[GoalRow, ...] = (
    GoalRow(
        "win", "Win larger accounts", "30", "Win rate on offers above € 250,000", "percent", Direction.UP, "18", "24", "sanne",
        (SponsorRow("matthias", -30, "Answers for the result and joins two account reviews a month."),
         SponsorRow("sanne", -28, "Frees eight hours a month for each account manager.")),
        "Nine of our ten largest customers tender again within eighteen months. Small accounts no longer carry the network.",
    ),
    GoalRow(
        "harm", "Zero harm on every site", "25", "Recordable incidents per million hours worked", "incidents", Direction.DOWN,
        "3.9", "2.8", "willem",
        (SponsorRow("henrik", -33, "Opens every monthly safety meeting and visits each site once a quarter."),
         SponsorRow("willem", -33, "Stops the line when supervisors ask for it.")),
        "Eleven colleagues were hurt last year, eight of them in the first hour of a shift or while a pallet was being moved.",
    ),
    GoalRow(
        "start", "New colleagues productive sooner", "20", "Working days until a new colleague reaches full output", "days",
        Direction.DOWN, "74", "55", "joost",
        (SponsorRow("annelies", -27, "Gives every newcomer a mentor for the first thirty shifts."),),
        "We will hire about 350 people this year. Each week that a newcomer needs less is worth € 610,000.",
    ),
    GoalRow(
        "claims", "Claims handled right the first time", "15", "Claims closed without being reopened", "percent", Direction.UP,
        "81", "90", "nadia",
        (SponsorRow("claire", None, "Wants to see the first quarter before she agrees."),),
        "One claim in five comes back. A reopened claim costs € 140 and, more often than not, the customer’s patience.",
    ),
    GoalRow(
        "fleet", "Cut CO₂ per tonne-kilometre", "10", "Grams of CO₂ per tonne-kilometre", "grams", Direction.DOWN, "62", "57",
        "annelies",
        (SponsorRow("henrik", -33, "Signs the order for forty electric trucks."),),
        "Three of our largest customers ask for it in their tenders.",
        "The gain comes from forty new trucks and a contract for charging. The maker instructs drivers on delivery. Transport "
        "logs a need if fuel use has not fallen by the third quarter.",
    ),
)
