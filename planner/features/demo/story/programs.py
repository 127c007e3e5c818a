"""The fifteen programs of the year."""

from planner.domain.values import ImpactKind as Kind
from planner.domain.values import ProgramState as State
from planner.features.demo.rows import END, ImpactRow, ProgramRow

PROGRAMS: tuple[ProgramRow, ...] = (
    ProgramRow(
        "selling", "Consultative Selling", "sales", "tessa", "matthias", 14, 300, "148000", 126,
        "Account managers and sales engineers",
        "Account managers lead the first conversation from the customer’s costs, not from our price list. Two days together, six "
        "weeks of practice on live deals, two coached calls a month.",
        State.RUNNING,
        (ImpactRow("win", Kind.QUANTITY, "3", "percentage points", "", "matthias", -20,
                   "Half of the six points; the other half comes from pricing and from the new network."),),
        ("stall", "coaching"),
    ),
    ProgramRow(
        "dealdesk", "Pricing at the Deal Desk", "sales", "lotte", "matthias", 49, 320, "62000", 64,
        "Account managers and pricing analysts",
        "Work through our own lost offers with a pricing analyst, and use the deal sheet before any offer above € 250,000.",
        State.RUNNING,
        (ImpactRow("win", Kind.RATE, "70", "percent", "", "matthias", -18, "Seven in ten use the deal sheet within 60 days."),),
        ("pricing",),
    ),
    ProgramRow(
        "accounts", "Key Account Circle", "sales", "lotte", "sanne", 84, END, "54000", 24, "Key account managers",
        "Twelve pairs of key account managers prepare one renewal each, with the board as sparring partner.",
        State.RUNNING,
        (ImpactRow("win", Kind.HIGH_MEDIUM_LOW, "", "", "medium", "sanne", 20),),
        ("renewals",), -30,
    ),
    ProgramRow(
        "supervisors", "Supervisors Who Stop the Line", "warehouse", "rami", "henrik", 7, 330, "96000", 84,
        "Shift supervisors of both warehouses",
        "Supervisors practise the two-minute safety talk and stopping the line, on the floor and with their own crew.",
        State.RUNNING,
        (ImpactRow("harm", Kind.QUANTITY, "-0.5", "incidents", "", "henrik", -22, "Of the 1.1 that we want to gain."),),
        ("stop",),
    ),
    ProgramRow(
        "nearmiss", "Near-Miss Reports at the Shift Start", "warehouse", "rami", "henrik", 14, 150, "31000", 620,
        "Everybody on the floor",
        "One near miss of yesterday opens each shift: what happened, what we change today. A card and ten minutes for each crew.",
        State.COMPLETED,
        (ImpactRow("harm", Kind.HIGH_MEDIUM_LOW, "", "", "high", "henrik", -22),),
        ("reports",),
    ),
    ProgramRow(
        "forklift", "Forklift Recertification", "warehouse", "rami", "willem", 0, 340, "118000", 340,
        "Forklift drivers of both warehouses",
        "Every driver renews the licence on the machine that they drive, with their own instructor and on their own floor.",
        State.RUNNING,
        (ImpactRow("harm", Kind.HIGH_MEDIUM_LOW, "", "", "medium", "willem", -15, "The law asks for it; it also helps."),),
        ("licences",),
    ),
    ProgramRow(
        "shifts", "First Thirty Shifts", "warehouse", "noor", "annelies", 10, END, "132000", 260,
        "New colleagues on the floor",
        "A plan for each of the first thirty shifts: what to see, what to try, who signs it off.",
        State.RUNNING,
        (ImpactRow("start", Kind.QUANTITY, "-9", "days", "", "annelies", -19,
          "Of the 19 days; mentors in Transport bring five."),),
        ("newfloor",),
    ),
    ProgramRow(
        "mentors", "Driver Mentors", "transport", "noor", "annelies", 35, 320, "88000", 96, "New drivers and their mentors",
        "Each new driver rides ten days with a mentor who was taught how to mentor.",
        State.RUNNING,
        (ImpactRow("start", Kind.QUANTITY, "-5", "days", "", "annelies", -19),
         ImpactRow("harm", Kind.HIGH_MEDIUM_LOW, "", "", "low", "annelies", -19)),
        ("newdrivers",),
    ),
    ProgramRow(
        "academy", "Customer Service Academy", "service", "stijn", "nadia", 21, END, "57000", 48,
        "New customer service colleagues",
        "Three weeks of real calls with a coach beside them before a newcomer answers alone.",
        State.RUNNING,
        (ImpactRow("start", Kind.QUANTITY, "-3", "days", "", "annelies", -12),
         ImpactRow("claims", Kind.HIGH_MEDIUM_LOW, "", "", "medium")),
        ("newdesk",),
    ),
    ProgramRow(
        "claims", "Claims Right First Time", "service", "tessa", "nadia", 14, 270, "44000", 58, "Claims handlers",
        "Handlers decide real closed claims together, compare, and agree on one checklist.",
        State.RUNNING,
        (ImpactRow("claims", Kind.QUANTITY, "5", "percentage points", "", "nadia", -16, "Five of the nine points."),),
        ("reopened",),
    ),
    ProgramRow(
        "letters", "Clear Answers to Customers", "service", "lotte", "nadia", 215, 330, "18500", 58,
        "Claims handlers and the desk",
        "Write the answer that ends the conversation: four short sessions on one’s own letters.",
        State.PLANNED,
        (ImpactRow("claims", Kind.HIGH_MEDIUM_LOW, "", "", "low", "nadia", 67),),
        ("letters",), 60,
    ),
    ProgramRow(
        "leading", "Leading a Shift", "", "ines", "margriet", 42, END, "164000", 72, "First-time supervisors and team leads",
        "New leaders of people: feedback, rosters, hard conversations. Four modules and a peer group of six.",
        State.RUNNING,
        (ImpactRow("harm", Kind.HIGH_MEDIUM_LOW, "", "", "medium", "henrik", 40),
         ImpactRow("start", Kind.HIGH_MEDIUM_LOW, "", "", "medium")),
        ("newleads",), 26,
    ),
    ProgramRow(
        "digital", "Digital Workplace Skills", "", "stijn", "", 56, END, "41000", 300, "Office staff",
        "Short clips and a weekly open hour about the new office software.",
        State.RUNNING,
    ),
    ProgramRow(
        "dutch", "Dutch on the Work Floor", "rotterdam", "rami", "willem", 60, 240, "72000", 110, "Colleagues who learn Dutch",
        "Language lessons around safety words, before and after the shift.",
        State.CANCELLED,
        (ImpactRow("harm"),),
        ("language",), -30,
        "The cause analysis found that signs and cards, not grammar, were missing. Pictograms replace the lessons; the money "
        "goes "
        "to Supervisors Who Stop the Line.", 66,
    ),
    ProgramRow(
        "margin", "Margins for Team Leads", "finance", "tessa", "claire", 245, 340, "23000", 45, "Team leads with a budget",
        "Read your own cost report in an hour and find one thing to change.",
        State.PROPOSED,
        (ImpactRow("win"),),
        ("margins",), 104,
    ),
)
