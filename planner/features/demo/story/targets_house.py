"""Targets of the programs for Customer Service and the whole house, of the goals, and of the learning function."""

from planner.domain.values import TrajectoryKind as Shape
from planner.features.demo.rows import END, TargetRow

TARGETS_HOUSE: tuple[TargetRow, ...] = (
    TargetRow(
        "academy_reach", "academy", "start", "", "total_participants",
        "Reach 48 newcomers with the Customer Service Academy by {due}", "0", "48", "41", 21, END, "sofie", "well",
        steps=(("A start in every second month, later monthly", "sofie", 30),),
    ),
    TargetRow(
        "academy_completion", "academy", "start", "", "completion_rate",
        "Raise the completion rate of the academy from 77 % to 92 % by {due}", "77", "92", "77", 21, 270, "sofie", "well", 12,
        Shape.S_CURVE, steps=(("Keep three coaches out of the roster in week one", "nadia", 40),),
    ),
    TargetRow(
        "academy_score", "academy", "start", "newdesk", "learning_score",
        "Raise the share of calls that newcomers close alone in week eight from 48 % to 66 % by {due}", "48", "66", "48", 56,
        270, "nadia", "well", 25, Shape.S_CURVE, collector="nadia",
        steps=(("Cards with the ten questions that customers ask", "carla", 70),),
    ),
    TargetRow(
        "academy_reaction", "academy", "start", "newdesk", "participant_reaction",
        "Raise the share of newcomers who would start here again from 68 % to 85 % by {due}", "68", "85", "68", 21, 270,
        "sofie", "few", 9, Shape.S_CURVE, steps=(("Lunch with the coach in week two", "sofie", 60),),
    ),
    TargetRow(
        "claims_reach", "claims", "claims", "", "total_participants",
        "Reach 58 participations in Claims Right First Time by {due}", "0", "58", None, 14, 210, "thijs", "well",
        shape=Shape.STEPPED, steps=(("Four groups of handlers, mixed across teams", "thijs", 25),),
    ),
    TargetRow(
        "claims_completion", "claims", "claims", "", "completion_rate",
        "Raise the completion rate of Claims Right First Time from 82 % to 95 % by {due}", "82", "95", "82", 14, 224, "thijs",
        "well", 16, Shape.S_CURVE, steps=(("No other meetings on claims afternoons", "thijs", 25),),
    ),
    TargetRow(
        "claims_cost", "claims", "claims", "", "direct_cost",
        "Keep the direct cost of Claims Right First Time at € 44,000 by {due}", "0", "44000", None, 14, 270, "hugo", "to_plan",
        steps=(("Compare invoices with the plan each month", "hugo", 60),),
    ),
    TargetRow(
        "claims_score", "claims", "claims", "reopened", "learning_score",
        "Raise the share of test claims decided alike from 63 % to 86 % by {due}", "63", "86", "63", 14, 250, "carla", "well", 30,
        Shape.S_CURVE, collector="nadia", steps=(("Twelve closed claims as test cases", "carla", 25),),
    ),
    TargetRow(
        "claims_application", "claims", "claims", "reopened", "application_rate",
        "Raise the share of claims with a complete checklist from 40 % to 85 % by {due}", "40", "85", None, 28, 270, "nadia",
        "recovering", 45, Shape.S_CURVE, collector="nadia",
        steps=(("One checklist for all three teams", "carla", 50), ("Checklist inside the claims system", "katja", 130)),
    ),
    TargetRow(
        "letters_reach", "letters", "claims", "", "total_participants",
        "Reach 58 participations in Clear Answers to Customers by {due}", "0", "58", None, 215, 330, "carla", "not_begun",
        steps=(("Choose forty letters with the handlers", "carla", 205),),
    ),
    TargetRow(
        "letters_reaction", "letters", "claims", "letters", "content_applied",
        "Raise the share of answers that end the conversation from 70 % to 82 % by {due}", "70", "82", None, 215, 340, "carla",
        "not_begun", steps=(("Rewrite the six templates that are used most", "carla", 212),),
    ),
    TargetRow(
        "leading_reach", "leading", "harm", "", "total_participants",
        "Reach 72 new leaders with Leading a Shift by {due}", "0", "72", None, 42, END, "ines", "late_start",
        steps=(("Three groups of twelve by the middle of the year", "ines", 150),),
    ),
    TargetRow(
        "leading_support", "leading", "harm", "newleads", "manager_support",
        "Raise the share of new leaders who speak with their own manager each month from 35 % to 70 % by {due}", "35", "70",
        None, 42, 320, "stijn", "silent", 14, Shape.S_CURVE, steps=(("Survey of managers each fortnight", "pieter", 90),),
    ),
    TargetRow(
        "leading_confidence", "leading", "start", "newleads", "confidence_commitment",
        "Raise the share of new leaders who feel able to lead a hard conversation from 42 % to 75 % by {due}", "42", "75", None,
        42, 320, "ines", "silent", 14, Shape.S_CURVE, steps=(("Practise with actors in module two", "lotte", 100),),
    ),
    TargetRow(
        "digital_reach", "digital", "", "", "total_participants",
        "Reach 300 participations in Digital Workplace Skills by {due}", "0", "300", None, 56, END, "stijn", "slow",
        steps=(("Open hour on Wednesdays", "stijn", 70),),
    ),
    TargetRow(
        "digital_reaction", "digital", "", "", "participant_reaction",
        "Raise the share of favourable answers about the clips from 60 % to 75 % by {due}", None, "75", None, 56, END, "stijn",
        "well", 40, steps=(("Ask three questions after each clip", "stijn", 70),),
    ),
    TargetRow(
        "goal_win", "", "win", "", "goal_result", "Raise the win rate above € 250,000 from 18 % to 24 % by {due}", "18", "24",
        "17.2", 0, END, "sanne", "goal_win", collector="sanne", every=28, is_lagging=True,
        steps=(("Account review with the board each quarter", "matthias", 100),),
    ),
    TargetRow(
        "goal_harm", "", "harm", "", "goal_result", "Cut recordable incidents per million hours from 3.9 to 2.8 by {due}",
        "3.9", "2.8", "4.3", 0, END, "willem", "goal_harm", every=28, is_lagging=True,
        steps=(("Safety meeting with the board each month", "henrik", 30),),
    ),
    TargetRow(
        "goal_start", "", "start", "", "goal_result",
        "Cut the days until a newcomer reaches full output from 74 to 55 by {due}", "74", "55", "76", 0, END, "joost",
        "goal_start", every=28, is_lagging=True, steps=(("Count output by week of service in both warehouses", "linda", 20),),
    ),
    TargetRow(
        "goal_claims", "", "claims", "", "goal_result", "Raise claims right the first time from 81 % to 90 % by {due}", "81",
        "90", "80.1", 0, END, "nadia", "goal_claims", collector="nadia", every=28, is_lagging=True,
        steps=(("Monthly list of reopened claims for each team", "thijs", 25),),
    ),
    TargetRow(
        "all_unique", "", "start", "", "unique_participants", "Reach 900 colleagues with at least one program by {due}", "0",
        "900", "640", 0, END, "pieter", "well", steps=(("Join the lists of all programs each fortnight", "pieter", 30),),
    ),
    TargetRow(
        "all_decision", "", "win", "", "intake_decision_time",
        "Shorten the time from need to decision from 41 to 20 days by {due}", "41", "20", "41", 0, 250, "ines", "well",
        shape=Shape.S_CURVE, steps=(("Decide on needs in every second review", "ines", 30),),
    ),
    TargetRow(
        "all_sponsors", "", "win", "", "sponsor_satisfaction",
        "Raise the share of satisfied sponsors from 58 % to 80 % by {due}", "58", "80", "58", 0, END, "ines", "sponsors", 8,
        every=28, is_lagging=True, steps=(("Fifteen minutes with each sponsor after a brief", "ines", 60),),
    ),
    TargetRow(
        "all_scrap", "", "start", "", "scrap_learning", "Cut scrap learning from 48 % to 35 % by {due}", "48", "35", "48", 28,
        300, "pieter", "at_risk", 70, Shape.S_CURVE,
        steps=(("Two questions about use in each survey at 60 days", "pieter", 50),),
    ),
)
