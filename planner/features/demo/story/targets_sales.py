"""Targets of the programs for Sales."""

from planner.domain.values import TrajectoryKind as Shape
from planner.features.demo.rows import END, TargetRow

TARGETS_SALES: tuple[TargetRow, ...] = (
    TargetRow(
        "selling_reach", "selling", "win", "", "total_participants",
        "Reach 126 participations in Consultative Selling by {due}", "0", "126", "0", 14, 224, "tessa", "well",
        shape=Shape.STEPPED,
        steps=(("Plan seven groups with both regional managers", "tessa", 20),
               ("Close the last group by the middle of the year", "tessa", 170)),
    ),
    TargetRow(
        "selling_completion", "selling", "win", "", "completion_rate",
        "Raise the completion rate of Consultative Selling from 74 % to 92 % by {due}", "74", "92", "74", 14, 224, "tessa",
        "well", 24, Shape.S_CURVE,
        steps=(("Agree the six practice weeks with each manager before a group starts", "lotte", 30),),
    ),
    TargetRow(
        "selling_cost", "selling", "win", "", "direct_cost",
        "Keep the direct cost of Consultative Selling at € 148,000 by {due}", "0", "148000", "121000", 14, 300, "ilse", "to_plan",
        steps=(("Compare invoices with the plan each month", "ilse", 60),),
    ),
    TargetRow(
        "selling_reaction", "selling", "win", "stall", "participant_reaction",
        "Raise the share of participants who would recommend it to a colleague from 71 % to 85 % by {due}", "71", "85", "71",
        28, 224, "lotte", "well", 22, Shape.S_CURVE, steps=(("Replace the morning of theory with a live deal", "lotte", 50),),
    ),
    TargetRow(
        "selling_application", "selling", "win", "stall", "application_rate",
        "Raise the share of account managers who apply the method from 48 % to 70 % by {due}", "48", "70", "48", 28, 300,
        "tessa", "slipping", 34, Shape.S_CURVE, collector="sanne", is_stretch=True,
        steps=(("Deal sheet in every offer above € 250,000", "sanne", 120),
               ("Two coached calls a month for each manager", "jonas", 240)),
    ),
    TargetRow(
        "selling_support", "selling", "win", "coaching", "manager_support",
        "Raise the share of account managers with two coached calls a month from 22 % to 60 % by {due}", "22", "60", "22", 28,
        280, "jonas", "behind", 31, Shape.CUSTOM, ((112, "40"), (196, "52")), "sanne",
        steps=(("Coach-the-coach session for 14 managers", "lotte", 90),
               ("Put two coached calls into the managers’ goals", "sanne", 210)),
    ),
    TargetRow(
        "deal_reach", "dealdesk", "win", "", "total_participants",
        "Reach 64 participations at the Deal Desk by {due}", "0", "64", None, 49, 320, "bram", "late_start",
        steps=(("Free two afternoons a month with the pricing team", "bram", 70),),
    ),
    TargetRow(
        "deal_cost", "dealdesk", "win", "", "direct_cost",
        "Keep the direct cost of Pricing at the Deal Desk at € 62,000 by {due}", "0", "62000", None, 49, 320, "ilse", "under",
        steps=(("Compare invoices with the plan each month", "ilse", 80),),
    ),
    TargetRow(
        "deal_reaction", "dealdesk", "win", "pricing", "participant_reaction",
        "Reach 88 % favourable answers after the Deal Desk by {due}", "76", "88", "76", 49, 250, "lotte", "well", 9,
        Shape.S_CURVE, steps=(("Use two lost offers of each team as cases", "bram", 75),),
    ),
    TargetRow(
        "deal_gain", "dealdesk", "win", "pricing", "learning_gain",
        "Raise the gain between the first and the last pricing case from 8 to 20 percentage points by {due}", "8", "20", None,
        49, 250, "bram", "well", 12, Shape.S_CURVE, steps=(("Build two cases of equal weight", "bram", 60),),
    ),
    TargetRow(
        "circle_reach", "accounts", "win", "", "total_participants",
        "Reach 24 participations in the Key Account Circle by {due}", "0", "24", None, 84, END, "marco", "well",
        shape=Shape.STEPPED, points=((112, "8"), (210, "16"), (END, "24")),
        steps=(("Name twelve pairs with the regional managers", "marco", 95),),
    ),
    TargetRow(
        "circle_reaction", "accounts", "win", "renewals", "participant_reaction",
        "Reach 90 % favourable answers after each renewal workshop by {due}", "80", "90", None, 84, END, "marco", "high", 8,
        Shape.S_CURVE, steps=(("Invite a board member to each workshop", "marco", 110),),
    ),
    TargetRow(
        "circle_early", "accounts", "win", "renewals", "application_rate",
        "Raise the share of renewals that begin six months ahead from 33 % to 80 % by {due}", None, "80", None, 84, END, "giulia",
        "well", 11, steps=(("Count again how many of last year’s renewals began in time", "giulia", 200),),
    ),
)
