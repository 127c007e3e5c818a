"""Needs that came in during the year: some are decided, three wait, one is still being written."""

from planner.domain.values import CauseCell as Cell
from planner.domain.values import NeedState as State
from planner.features.demo.rows import END, NeedRow

NEEDS_DURING: tuple[NeedRow, ...] = (
    NeedRow(
        "newleads", "warehouse", "willem", "harm", 3, "New supervisors give up within a year",
        "Five of fourteen supervisors who were promoted last year asked for their old work back.",
        "New supervisors still in their role after a year", "percent", "64", "85", "Talks with the five.",
        "We promote our best pickers and lose them twice.", "First-time supervisors and team leads", 72, 300,
        ((Cell.KNOWLEDGE, "They were never shown how to lead a conversation that hurts.", True),
         (Cell.MOTIVES, "Two never wanted to lead; promotion was the only rise in pay.", True)),
        (4, 2, 3, 2, 4), State.APPROVED, 24, "Approved for those who want to lead. Pay for experts is on the board’s table in "
                                             "{m4}.",
        "How new leaders lead.", "Who is chosen, and what an expert earns.",
    ),
    NeedRow(
        "letters", "service", "sofie", "claims", 38, "Customers answer our answers",
        "Three in ten of our letters bring a question back, most often: what do I have to do now?",
        "Answers that end the conversation", "percent", "70", "85", "A sample of 200 answers, read by two colleagues.",
        "Each reply takes eleven minutes; that is two full positions a year.", "Claims handlers and the desk", 58, 330,
        ((Cell.KNOWLEDGE, "Letters are written the way they were taught twenty years ago.", True),
         (Cell.INSTRUMENTS, "Templates begin with the law and end with the answer.", True)),
        (3, 2, 2, 1, 2), State.APPROVED, 58, "Approved for {m7}, after the checklist; Carla rewrites the templates first.",
        "How clearly an answer says what happens next.", "The number of claims.",
    ),
    NeedRow(
        "margins", "finance", "hugo", "win", 82, "Team leads cannot read their cost report",
        "Team leads get a report of four pages each month. Two of 45 opened it.",
        "Team leads who change something because of the report", "percent", "4", "50", "Log of the reporting tool.",
        "Savings are found by Finance, a quarter late.", "Team leads with a budget", 45, 340,
        ((Cell.KNOWLEDGE, "Terms such as contribution margin were never explained.", False),
         (Cell.DATA, "The report shows 120 lines. Finance cuts it to ten.", True)),
        (2, 2, 2, 1, 2), State.WAITLISTED, 103, "First the report of ten lines. If that is not enough, we come back in the "
                                                "{m8}.",
    ),
    NeedRow(
        "reversing", "transport", "annelies", "harm", -41, "Damage when reversing at new docks",
        "Since the new docks opened, drivers hit a gate or a trailer every ninth day; before, it was every thirtieth.",
        "Reversing damages in four weeks", "damages", "3.1", "1", "Damage log since the docks opened; photographs of 14 cases.",
        "€ 7,800 a case, and one day somebody stands behind the trailer.", "Drivers at the new docks", 140, END,
        ((Cell.INSTRUMENTS, "The guiding lines end two metres too early. The site paints them in {m6}.", True),
         (Cell.KNOWLEDGE, "Drivers were shown the docks on paper only.", True)),
        (3, 3, 4, 3, 2),
    ),
    NeedRow(
        "slowclaims", "service", "nadia", "claims", -27, "Claims above € 5,000 take eleven weeks",
        "Large claims wait four weeks for a second signature and another three for an expert.",
        "Working days from claim to decision, above € 5,000", "days", "55", "30", "All 212 large claims of last year.",
        "Two customers withhold payment until their claim is decided.", "Claims handlers with authority above € 5,000", 9, END,
        ((Cell.INSTRUMENTS, "The second signature is given on paper, on Thursdays.", True),),
        (4, 1, 4, 2, 2),
    ),
    NeedRow(
        "crm", "south", "giulia", "win", -16, "Visits are not in the customer system",
        "After a visit, notes go into a private notebook. When Marco was ill, nobody knew what had been promised.",
        "Visits with notes in the customer system within two days", "percent", "37", "90",
        "Compared calendars with the system, {m4}.",
        "We promise the same customer two prices, as in {m3}.", "Account managers of Sales South", 31, END,
    ),
    NeedRow(
        "handover", "sales", "sanne", "win", -9, "Hand-over from Sales to Operations loses promises",
        "Operations learns of special agreements when the first truck arrives.", "", "", "", "", "", "",
        "Account managers and warehouse planners", 70, END, state=State.DRAFT,
    ),
)
