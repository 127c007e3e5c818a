"""What the portfolio reviews said. {actual}, {expected} and {forecast} are filled in from the figures of the day."""

from planner.features.demo.rows import DecisionRow, LineRow

SERIES = "Portfolio review"

# Who was there, in turns: nobody comes to every meeting.
ATTENDEES: tuple[str, ...] = (
    "Ines Okafor, Tessa Visser, Rami Haddad, Noor El Amrani, Sanne Vermeer, Nadia Rahimi, Willem Kuipers",
    "Ines Okafor, Tessa Visser, Rami Haddad, Sanne Vermeer, Nadia Rahimi, Annelies Maes",
    "Ines Okafor, Tessa Visser, Noor El Amrani, Pieter Bos, Willem Kuipers, Annelies Maes",
    "Ines Okafor, Rami Haddad, Noor El Amrani, Sanne Vermeer, Nadia Rahimi, Fatima Bouzid, Joost Willems",
)

NOTES: tuple[str, ...] = (
    "First meeting of the year. We agreed to look at what slipped first and to leave alone what is on track.",
    "First values are in. Pieter shows where each one comes from.",
    "Groups of Consultative Selling are full until {m3}. Forklift dates in Tilburg clash with the inventory.",
    "Pricing at the Deal Desk waits for the lane costs of IT.",
    "The deal sheet will not come before {m4}. Tessa brings a new plan for the application rate next time.",
    "The board was told about the second baseline. Dutch on the Work Floor ends; pictograms are being made.",
    "Claims and mentors both dipped in the last two weeks. We take them first next time.",
    "Two hours on claims and on mentors; the rest was read beforehand.",
    "Leading a Shift: no answers from managers this time. Stijn looks into it.",
    "Near-miss reports end this month. Each site keeps the card and the ten minutes.",
    "Cost of buddies in First Thirty Shifts was discussed with Ilse.",
    "Claims have recovered. Still nothing from the survey of managers.",
    "Half-year: what goes into the brief for the board, and what we ask of them.",
    "The next two meetings are held by phone.",
    "Short meeting; half of the group is on holiday.",
)

LINES: tuple[LineRow, ...] = (
    LineRow(3, "lift_time", "Tilburg takes inventory on the days of the test; eleven drivers could not come.",
            "Move the Tilburg dates to Thursdays.", 7),
    LineRow(4, "deal_reach", "Nothing has begun: without the lane costs there is nothing to practise on.",
            "Wait for IT, and use the old tenders until then.", 6),
    LineRow(5, "selling_application", "At {actual} we are where we wanted to be, but without the deal sheet it will stop here.",
            "Plan anew: the rise comes after {m4}.", 6),
    LineRow(6, "deal_reach", "Eight people so far; the plan says {expected}. The lane costs are there since Monday.",
            "Free two afternoons a month with the pricing team.", 6),
    LineRow(6, "lift_cost", "{actual} a driver. The supplier’s instructors charge travel to Tilburg.",
            "Let our Rotterdam instructors teach in Tilburg too.", 6),
    LineRow(7, "claims_application", "{actual} against {expected}. Handlers find the checklist in a second window and close it.",
            "Look at it together with IT before the next meeting.", 5),
    LineRow(7, "selling_application", "Offers go out without the sheet: it lies on a drive that nobody opens.",
            "Put the sheet into the offer template.", 6),
    LineRow(8, "claims_application", "{actual}; {expected} was planned. It is the extra window, not the will: all three teams "
                                     "say the "
                                     "same.",
            "Build the checklist into the claims system. Katja can do it in three weeks.", 5),
    LineRow(8, "mentors_completion", "{actual}. Mentors are given full routes, so the last days of the ten are skipped.",
            "Transport takes two stops off a mentor’s day, as agreed in the need.", 5),
    LineRow(9, "claims_application", "Still {actual}; the new screen is tested this week.", "Wait for the screen.", 6),
    LineRow(9, "shifts_support", "{actual}. In peak weeks supervisors have 24 people each; a talk a week does not fit.",
            "Put ten minutes a week into the roster.", 4),
    LineRow(9, "near_application", "{actual} of crews report each week. Rotterdam does; Tilburg waits for its cards.",
            "Send cards, and let the two site managers compare.", 6),
    LineRow(9, "leading_support", "No answers this time.", "Stijn finds out who sends the survey.", 5),
    LineRow(10, "selling_application", "At {actual} it no longer rises. Teams whose manager coaches are eleven points ahead.",
            "Teach the 14 managers to coach.", 6),
    LineRow(10, "shifts_completion", "{actual}; the plan is {expected}. Sign-off happens at the end of the week, from memory.",
            "Sign off at the end of each shift.", 5),
    LineRow(10, "mentors_completion", "Two stops fewer since Monday. First days look well.", "Look again in a month.", 7),
    LineRow(11, "goal_start", "{actual}, and {expected} was planned. Transport and Tilburg are behind; Rotterdam is not.",
            "Release two experienced drivers in each depot for eight weeks; the board must agree.", 3),
    LineRow(11, "shifts_cost", "{actual} spent; {expected} was planned. Buddies write more hours than we thought.",
            "One buddy for two newcomers from the third week.", 6),
    LineRow(11, "claims_application", "Back at {actual} since the checklist is in the system.", "Keep watching.", 8),
    LineRow(12, "selling_application", "{actual}, and it will end near {forecast}. Coaching has begun in two of 14 teams.",
            "Make two coached calls a month part of the managers’ goals.", 5),
    LineRow(12, "digital_reach", "{actual} so far. Nobody asked for this program, and it shows.",
            "Offer the clips in the weekly message once more; then decide whether to go on.", 3),
    LineRow(12, "leading_support", "No value for a month. The survey is sent by somebody who left.",
            "Send it again and name who enters it.", 4),
    LineRow(12, "shifts_support", "{actual}; {expected} was planned. The roster has not changed.",
     "Joost brings the new roster.", 3),
    LineRow(12, "claims_application", "{actual}. The action did what it promised.", "Verify it and tell the board.", 9),
    LineRow(13, "selling_application", "{actual} now, but at this pace it ends near {forecast}. Teams with a coaching manager "
                                       "reach two in three.",
            "Ask the board for a sentence on coaching in the managers’ goals.", 5),
    LineRow(13, "goal_start", "{actual}; at this pace the year ends at {forecast}.", "Put the decision about mentors into the "
                                                                                     "brief.", 3),
    LineRow(13, "leading_confidence", "Nothing since {m3}: the same survey as the managers’.", "As for the managers.", 4),
    LineRow(13, "shifts_support", "{actual}. Two supervisors in Tilburg began without the roster and like it.",
            "Let them tell the others on Monday.", 4),
    LineRow(14, "selling_application", "{actual}; the last group begins next week.", "Wait for the coached calls.", 5),
    LineRow(14, "goal_start", "{actual}. The board has the question.", "Nothing new until it answers.", 3),
    LineRow(15, "digital_reach", "{actual}; the weekly message brought nineteen people.", "Decide in the next review.", 3),
)

DECISIONS: tuple[DecisionRow, ...] = (
    DecisionRow(1, "We discuss what slipped; what is on track is read beforehand.", "ines"),
    DecisionRow(3, "Forklift tests in Tilburg move to Thursdays.", "willem", "lift_time"),
    DecisionRow(5, "The plan for the application rate of Consultative Selling is made anew and goes to the board.", "ines",
                "selling_application"),
    DecisionRow(8, "IT builds the checklist into the claims system before the survey of {m5}.", "nadia", "claims_application"),
    DecisionRow(8, "Transport takes two stops off the day of every mentor.", "annelies", "mentors_completion"),
    DecisionRow(10, "The card for near misses stays after the program ends.", "willem"),
    DecisionRow(11, "We ask the board for two experienced drivers in each depot, for eight weeks.", "ines", "goal_start"),
    DecisionRow(12, "Digital Workplace Skills ends in {m8} unless somebody claims a goal for it.", "ines", "digital_reach"),
    DecisionRow(13, "The half-year brief asks for two decisions: mentors in the depots, and coaching in the managers’ goals.",
     "ines"),
)
OVERRIDE_REASON = "Less is spent because the pricing team teaches its own sessions; participation does not suffer from it."
OVERRIDDEN, OVERRIDDEN_IN = "deal_cost", 12
