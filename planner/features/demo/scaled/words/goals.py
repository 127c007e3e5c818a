"""What the group wants: goals with the measure of each, and why."""

from typing import NamedTuple


class GoalIdea(NamedTuple):
    """`low` and `high` bound the baseline; `gain` is the change that is wanted, as a part of the baseline (negative: less)."""

    statement: str
    outcome_measure: str
    unit: str
    low: float
    high: float
    gain: float
    rationale: str
    division: str = ""


GOALS: tuple[GoalIdea, ...] = (
    GoalIdea("Zero harm on every site", "Recordable incidents per million hours worked", "incidents", 2.5, 6, -0.25,
             "Most of those who were hurt had been with us for less than a year."),
    GoalIdea("New colleagues productive sooner", "Working days until a new colleague reaches full output", "days", 48, 90, -0.22,
             "Each week that a newcomer needs less pays for a mentor of one month."),
    GoalIdea("Orders right the first time", "Orders delivered complete and without error", "percent", 93, 97, 0.02,
             "Two of our largest customers put a penalty on each wrong order."),
    GoalIdea("Win larger accounts", "Win rate on offers above € 250,000", "percent", 14, 24, 0.3,
             "Small accounts no longer carry the network."),
    GoalIdea("Keep the people we train", "Voluntary leavers in twelve months", "percent", 12, 24, -0.2,
             "Whoever leaves in the first year takes € 9,000 of training along."),
    GoalIdea("Cut CO₂ per tonne-kilometre", "Grams of CO₂ per tonne-kilometre", "grams", 48, 74, -0.1,
             "Three customers in four ask for it in their tenders."),
    GoalIdea("Deliver on time, every time", "Deliveries within the promised window", "percent", 86, 94, 0.04,
             "A late delivery costs a call, a second route and, too often, the customer."),
    GoalIdea("Claims closed without being reopened", "Claims closed without being reopened", "percent", 72, 86, 0.1,
             "One claim in five comes back, and each return costs € 140."),
    GoalIdea("Fewer damaged goods", "Damaged units per 10,000 handled", "units", 6, 18, -0.3,
             "Insurers now ask what we do about it before they name a price."),
    GoalIdea("Customs right at the first filing", "Declarations accepted without correction", "percent", 88, 96, 0.03,
             "A corrected declaration holds a container for two days."),
    GoalIdea("Leaders who stay close to the work", "Employees who talk with their manager every week", "percent", 35, 60, 0.35,
             "Where managers are on the floor, absence is three points lower."),
    GoalIdea("Automation that is used", "Share of volume handled by the new systems", "percent", 20, 45, 0.6,
             "We have bought the machines; we have not yet learned to fill them."),
    GoalIdea("Cold chain without a break", "Consignments with a temperature deviation", "percent", 1.2, 4, -0.4,
             "One broken pharma consignment costs more than a year of training.", "Cold Chain"),
    GoalIdea("Grow in e-commerce fulfilment", "Orders shipped a day", "orders", 9000, 26000, 0.18,
             "The market grows by a tenth a year, and we lost share in the last two.", "Contract Logistics"),
    GoalIdea("Fewer empty kilometres", "Kilometres driven empty", "percent", 18, 27, -0.15,
             "Fuel is dear, and an empty truck earns nothing.", "Road Freight"),
    GoalIdea("First-attempt delivery", "Parcels delivered at the first attempt", "percent", 84, 92, 0.04,
             "Every second attempt costs € 2.70.", "Parcel"),
    GoalIdea("Days until an invoice is paid", "Days sales outstanding", "days", 38, 56, -0.12,
             "Cash that lies with customers cannot buy trucks.", "Finance"),
    GoalIdea("Systems that stay up", "Hours of unplanned downtime a month", "hours", 6, 20, -0.4,
             "An hour without the warehouse system stands for 4,000 orders.", "Technology"),
    GoalIdea("Absence that goes down", "Absence through illness", "percent", 5.5, 9, -0.15,
             "A point of absence costs the group € 3.1 million a year."),
    GoalIdea("Ready for the new safety law", "Sites that passed the external audit", "percent", 40, 70, 0.4,
             "The law takes effect next year, and auditors are booked out already."),
)
PURPOSES = (
    "Learning that the board can see in its own numbers: fewer injuries, larger accounts, new colleagues who stand on their own "
    "feet sooner, and orders that are right the first time.",
    "One plan for all divisions: what we learn is what our customers and our sites asked for, and we show what came of it.",
    "Fewer programs, finished: each with a sponsor, a measure and an end.",
    "The year of the floor: what operations needs comes first, and support functions make room for it.",
    "Learning for automation: people who run, mend and improve what we have bought.",
)
NO_LEARNING = (
    "The gain comes from new equipment; the maker instructs on delivery.",
    "This is a matter of price and contracts. No behaviour has to change.",
    "Last year’s program has just ended; its effect is measured first.",
)
AGREEMENTS = (
    "Answers for the result and opens each quarterly meeting.", "Frees the hours in the rosters of the sites.",
    "Speaks to every group on its first day.", "Decides within a week when a review asks for it.",
    "Pays for the replacement of those who are away.", "Takes part in two follow-up talks a month.",
)
