"""Targets of the programs for the warehouses and for Transport."""

from planner.domain.values import TrajectoryKind as Shape
from planner.features.demo.rows import END, TargetRow

TARGETS_FLOOR: tuple[TargetRow, ...] = (
    TargetRow(
        "stop_reach", "supervisors", "harm", "", "total_participants",
        "Certify 84 shift supervisors in stopping the line by {due}", "0", "84", None, 7, 250, "rami", "well",
        steps=(("Two groups a month, one at each site", "rami", 30), ("Catch-up group for the night shift", "rami", 230)),
    ),
    TargetRow(
        "stop_completion", "supervisors", "harm", "", "completion_rate",
        "Raise the completion rate of Supervisors Who Stop the Line from 80 % to 95 % by {due}", "80", "95", "80", 7, 250,
        "rami", "well", 20, Shape.S_CURVE, steps=(("Site managers release supervisors for both days", "willem", 20),),
    ),
    TargetRow(
        "stop_cost", "supervisors", "harm", "", "direct_cost",
        "Keep the direct cost of Supervisors Who Stop the Line at € 96,000 by {due}", "0", "96000", None, 7, 330, "ilse",
        "to_plan", steps=(("Compare invoices with the plan each month", "ilse", 60),),
    ),
    TargetRow(
        "stop_score", "supervisors", "harm", "stop", "learning_score",
        "Raise the score in the two-minute safety talk from 58 % to 80 % by {due}", "58", "80", "58", 7, 224, "yusuf", "well", 16,
        Shape.S_CURVE, steps=(("Score each talk with the same card at both sites", "yusuf", 25),),
    ),
    TargetRow(
        "stop_application", "supervisors", "harm", "stop", "application_rate",
        "Raise the share of supervisors seen stopping unsafe work from 34 % to 70 % by {due}", "34", "70", "34", 28, 250,
        "fatima", "well", 28, Shape.S_CURVE, steps=(("Observation round in every shift, every fortnight", "yusuf", 40),),
    ),
    TargetRow(
        "near_reach", "nearmiss", "harm", "", "reach",
        "Reach 95 % of the crews with the near-miss card by {due}", "0", "95", None, 14, 140, "yusuf", "done_well",
        shape=Shape.S_CURVE, steps=(("Ten minutes with each crew", "dennis", 120),),
    ),
    TargetRow(
        "near_time", "nearmiss", "harm", "", "on_time_completion",
        "Raise the share of crews that began on the agreed day from 70 % to 90 % by {due}", "70", "90", None, 14, 140, "dennis",
        "done_well", 18, steps=(("Calendar of starts with both site managers", "dennis", 20),),
    ),
    TargetRow(
        "near_confidence", "nearmiss", "harm", "reports", "confidence_commitment",
        "Raise the share of colleagues who dare to report from 46 % to 75 % by {due}", "46", "75", "46", 14, 150, "agnieszka",
        "done_well", 60, Shape.S_CURVE, steps=(("Tell each crew what became of its reports", "agnieszka", 60),),
    ),
    TargetRow(
        "near_application", "nearmiss", "harm", "reports", "application_rate",
        "Raise the share of crews that report each week from 18 % to 70 % by {due}", "18", "70", "18", 28, 150, "fatima",
        "done_short", 40, steps=(("Site managers answer each report within three days", "fatima", 60),),
    ),
    TargetRow(
        "lift_reach", "forklift", "harm", "", "total_participants", "Certify 340 forklift drivers anew by {due}", "0", "340",
        "295", 0, 330, "kees", "well",
        steps=(("Reserve a machine in each hall on Thursdays", "kees", 15),
               ("Extra dates in Tilburg for the night shift", "marta", 190)),
    ),
    TargetRow(
        "lift_time", "forklift", "harm", "licences", "on_time_completion",
        "Raise the share of licences renewed before they run out from 71 % to 98 % by {due}", "71", "98", "71", 0, 250, "kees",
        "well", 26, Shape.S_CURVE, steps=(("Warn drivers and planners ninety days ahead", "linda", 30),),
    ),
    TargetRow(
        "lift_cost", "forklift", "harm", "", "cost_per_learner", "Cut the cost for each driver from € 412 to € 345 by {due}",
        "412", "345", "412", 0, 330, "kees", "wobbling", 26, Shape.S_CURVE,
        steps=(("Own instructors instead of the supplier’s in Tilburg", "kees", 120),),
    ),
    TargetRow(
        "lift_score", "forklift", "harm", "licences", "learning_score",
        "Raise the share of drivers who pass at the first attempt from 82 % to 92 % by {due}", "82", "92", "82", 0, 250,
        "marta", "at_risk", 26, Shape.S_CURVE, steps=(("Let each driver try the test track once before", "kees", 60),),
    ),
    TargetRow(
        "shifts_reach", "shifts", "start", "", "total_participants",
        "Reach 260 newcomers with First Thirty Shifts by {due}", "0", "260", None, 10, END, "noor", "well",
        steps=(("A start each Monday at both sites", "noor", 20),),
    ),
    TargetRow(
        "shifts_completion", "shifts", "start", "newfloor", "completion_rate",
        "Raise the share of newcomers signed off on all basic tasks from 41 % to 78 % by {due}", "41", "78", "41", 28, 280,
        "joost", "behind", 21, Shape.S_CURVE, steps=(("Supervisors sign off at the end of each shift", "ruben", 45),),
    ),
    TargetRow(
        "shifts_cost", "shifts", "start", "", "direct_cost",
        "Keep the direct cost of First Thirty Shifts at € 132,000 by {due}", "0", "132000", None, 10, END, "ilse", "over",
        steps=(("Compare the hours of buddies with the plan each month", "ilse", 60),),
    ),
    TargetRow(
        "shifts_reaction", "shifts", "start", "newfloor", "participant_reaction",
        "Raise the share of newcomers who feel well received from 63 % to 82 % by {due}", "63", "82", "63", 28, 250, "noor",
        "well", 19, Shape.S_CURVE, steps=(("A named buddy on the first day", "marta", 40),),
    ),
    TargetRow(
        "shifts_support", "shifts", "start", "newfloor", "manager_support",
        "Raise the share of newcomers whose supervisor spoke with them weekly from 38 % to 75 % by {due}", "38", "75", "38", 28,
        280, "ruben", "off", 19, Shape.S_CURVE, steps=(("Ten minutes a week in the roster of each supervisor", "joost", 100),),
    ),
    TargetRow(
        "mentors_reach", "mentors", "start", "", "total_participants",
        "Reach 96 participations of drivers and mentors by {due}", "0", "96", None, 35, 320, "piotr", "well",
        steps=(("Choose 24 mentors with the planners", "piotr", 40),),
    ),
    TargetRow(
        "mentors_completion", "mentors", "start", "", "completion_rate",
        "Raise the share of new drivers who ride all ten days with a mentor from 55 % to 90 % by {due}", "55", "90", "55", 35,
        270, "piotr", "recovering", 14, Shape.S_CURVE, steps=(("Take two stops off a mentor’s day", "sven", 60),),
    ),
    TargetRow(
        "mentors_cost", "mentors", "start", "", "direct_cost",
        "Keep the direct cost of Driver Mentors at € 88,000 by {due}", "0", "88000", None, 35, 320, "sven", "to_plan",
        steps=(("Compare mentor hours with the plan each month", "sven", 70),),
    ),
    TargetRow(
        "mentors_application", "mentors", "start", "newdrivers", "application_rate",
        "Raise the share of new drivers who plan their own day after eight weeks from 29 % to 65 % by {due}", "29", "65", "29",
        63, 270, "annelies", "well", 13, Shape.S_CURVE,
        steps=(("Pocket guide for closed gates and refused pallets", "daan", 80),),
    ),
    TargetRow(
        "mentors_support", "mentors", "start", "newdrivers", "manager_support",
        "Raise the share of new drivers whose planner calls them back within an hour from 44 % to 80 % by {due}", "44", "80",
        "44", 63, 270, "daan", "well", 13, Shape.S_CURVE, steps=(("One planner a day answers new drivers only", "sven", 80),),
    ),
)
