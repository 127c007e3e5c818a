"""What is taught, to whom, and what for."""

from typing import NamedTuple


class Topic(NamedTuple):
    """A subject of programs. `audience` is who takes part, `purpose` what they will do differently; `fits` which divisions (all,
    when it is empty)."""

    name: str
    audience: str
    purpose: str
    fits: tuple[str, ...] = ()


SITES = ("Contract Logistics", "Parcel", "Cold Chain")
ROAD = ("Road Freight", "Parcel")
FLOOR = (*SITES, "Road Freight")
SOLD = ("Commercial", "Air & Ocean")
COLD = ("Cold Chain",)

TOPICS: tuple[Topic, ...] = (
    Topic("Forklift Recertification", "Forklift drivers", "Every driver renews the licence on the machine that they drive.",
          SITES),
    Topic("First Thirty Shifts", "New colleagues on the floor",
          "A plan for each shift: what to see, what to try, who signs it off.", FLOOR),
    Topic("Supervisors Who Stop the Line", "Shift supervisors", "Supervisors practise stopping unsafe work with their own crew.",
          FLOOR),
    Topic("Near-Miss Reports at the Shift Start", "Everybody on the floor", "One near miss of yesterday opens each shift.",
          FLOOR),
    Topic("Consultative Selling", "Account managers", "The first conversation begins with the customer’s costs, not our prices.",
          SOLD),
    Topic("Pricing at the Deal Desk", "Account managers and pricing analysts",
          "Large offers are priced with an analyst at the table.", SOLD),
    Topic("Claims Right the First Time", "Claims handlers", "A checklist of seven questions before a claim is closed.",
          ("Road Freight", "Parcel", "Air & Ocean")),
    Topic("Customs Declarations Without Correction", "Customs declarants",
          "Cases of our own, corrected together, every second week.", ("Air & Ocean", "Parcel")),
    Topic("Dangerous Goods Awareness", "Operatives and planners", "People recognise a label, and know whom to call.",
          (*FLOOR, "Air & Ocean")),
    Topic("Leading a Shift", "New supervisors", "Six mornings and a coach for half a year.", FLOOR),
    Topic("Coaching Managers", "Managers of teams", "Two coached talks a month, from real work."),
    Topic("Eco-Driving", "Drivers", "Speed, gears and foresight: less fuel and fewer dents.", ROAD),
    Topic("Driver Mentors", "Experienced drivers", "A mentor for the first ten days on the road.", ROAD),
    Topic("Loading and Lashing", "Loaders and drivers", "Loads that arrive as they left.", FLOOR),
    Topic("Warehouse System Basics", "Operatives", "The ten screens that a picker uses, practised on a copy of the site.", SITES),
    Topic("Warehouse System for Planners", "Planners", "Waves, replenishment and what to do when it stops.", SITES),
    Topic("Robotics for Technicians", "Maintenance technicians", "Mending the new lines without waiting for the maker.", SITES),
    Topic("Cold Chain Handling", "Cold-store operatives", "Doors, times and probes: no break in the chain.", COLD),
    Topic("Good Distribution Practice", "Pharma teams", "What the inspector asks, and why it matters to a patient.", COLD),
    Topic("Root Cause in an Hour", "Team leads and quality officers", "Five questions and a board, on the day when it happened."),
    Topic("Daily Stand-up That Helps", "Team leads", "Ten minutes, three numbers, one decision."),
    Topic("Languages on the Work Floor", "Operatives", "Enough words to understand an instruction and to say no.", FLOOR),
    Topic("Customer Calls That End Well", "Customer care agents", "Listening, deciding and closing in one call.",
          ("Commercial", "Parcel")),
    Topic("Tenders Without Rework",
          "Tender managers", "A tender is reviewed twice before it leaves, by those who must deliver it.", SOLD),
    Topic("Inventory Accuracy", "Inventory analysts and pickers", "Counting where errors are made, not where it is easy.", SITES),
    Topic("Security Awareness", "Everybody with an account", "Recognising the mail that is not what it says."),
    Topic("Data for Decisions", "Planners and controllers", "Reading a distribution before acting on a mean."),
    Topic("Budget Holders", "Managers with a budget", "Forecast, commitment and accrual in their own figures."),
    Topic("Hiring Well", "Managers who hire", "Structured interviews, and saying no kindly."),
    Topic("Onboarding Buddies", "Buddies of new colleagues", "One buddy for two newcomers, from the first day."),
    Topic("Returns in One Touch", "Returns teams", "Each parcel is opened once and decided upon at once.",
          ("Contract Logistics",)),
    Topic("Route Planning That Holds", "Route planners", "Plans that drivers keep because they can.", ROAD),
    Topic("Lifting and Carrying", "Operatives", "Technique at the own workplace, with a physiotherapist.", FLOOR),
    Topic("Fire and Evacuation Wardens", "Wardens", "Two drills a year, one of them at night."),
    Topic("Negotiating with Carriers", "Buyers and dispatchers", "Preparing a price before asking for one.",
          ("Road Freight", "Air & Ocean", "Finance")),
    Topic("Automation Ambassadors", "Volunteers of each team", "People who show others how the new line works.", SITES),
    Topic("Service Desk First Fix", "Service desk agents", "Solving at the first call what comes every day.", ("Technology",)),
    Topic("Invoice Disputes", "Credit controllers", "Settling a dispute before it grows old.", ("Finance",)),
)
NEEDLESS = "Planned with this year’s budget; no department has logged a need."
WHOLE = "all divisions"
