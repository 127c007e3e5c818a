"""Start the measure library with the measures that the field uses most.

The types follow ISO/TS 30437 practice, the levels Kirkpatrick and Phillips (0 is input). `goal` as a unit means: the unit
and the direction of the goal that the measure is applied to.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MEASURES = sa.table(
    "measures",
    sa.column("id", sa.Integer), sa.column("code", sa.String), sa.column("name", sa.String), sa.column("type", sa.String),
    sa.column("level", sa.Integer), sa.column("unit", sa.String), sa.column("direction", sa.String),
    sa.column("aggregation", sa.String), sa.column("formula", sa.Text), sa.column("source", sa.String),
    sa.column("is_survey", sa.Boolean), sa.column("collected_every_days", sa.Integer), sa.column("version", sa.Integer),
)

# code, name, level, unit, direction, aggregation, formula, source
EFFICIENCY = (
    ("unique_participants", "Unique participants", 0, "persons", "up", "distinct",
     "distinct persons with at least one participation in the period", "learning records"),
    ("total_participants", "Total participants", 0, "participations", "up", "sum",
     "sum of participations; the same person may count more than once", "learning records"),
    ("reach", "Reach", 0, "percent", "up", "last", "unique participants / target population × 100", "learning records"),
    ("completion_rate", "Completion rate", 0, "percent", "up", "ratio_of_sums",
     "completed / enrolled × 100", "learning records"),
    ("on_time_completion", "On-time completion", 0, "percent", "up", "ratio_of_sums",
     "completed by the due date / assigned and due × 100", "learning records"),
    ("on_time_program_delivery", "On-time program delivery", 0, "percent", "up", "ratio_of_sums",
     "programs launched by the planned date / programs planned × 100", "program plan"),
    ("learning_hours", "Learning hours", 0, "hours", "plan", "sum", "sum of hours consumed", "learning records"),
    ("learning_hours_per_employee", "Learning hours per employee", 0, "hours per employee", "plan", "ratio_of_sums",
     "hours consumed / employees", "learning and HR records"),
    ("direct_cost", "Direct L&D cost", 0, "money", "plan", "sum",
     "salaries + development + administration + delivery + outsourced + tuition", "finance"),
    ("direct_cost_per_employee", "Direct cost per employee", 0, "money per employee", "plan", "ratio_of_sums",
     "direct L&D cost / employees", "finance and HR records"),
    ("cost_per_learner", "Cost per learner", 0, "money per person", "down", "ratio_of_sums",
     "cost / unique learners", "finance and learning records"),
    ("cost_per_learning_hour", "Cost per learning hour used", 0, "money per hour", "down", "ratio_of_sums",
     "direct L&D cost / learning hours", "finance and learning records"),
    ("opportunity_cost", "Opportunity cost", 0, "money", "down", "sum",
     "participant hours × fully loaded hourly rate", "finance and learning records"),
    ("fully_loaded_cost", "Fully loaded cost", 0, "money", "plan", "sum",
     "direct L&D cost + opportunity cost + travel of learners", "finance"),
    ("budget_variance", "Budget variance", 0, "percent", "plan", "ratio_of_sums",
     "(actual − planned cost) / planned cost × 100", "finance"),
    ("course_utilization", "Course utilization", 0, "percent", "up", "ratio_of_sums",
     "courses used / courses available × 100", "course catalogue"),
    ("instructor_room_utilization", "Instructor and room utilization", 0, "percent", "up", "ratio_of_sums",
     "hours used / hours available × 100", "schedule"),
    ("online_share", "Delivery mix online", 0, "percent", "plan", "ratio_of_sums",
     "online hours / all hours × 100", "learning records"),
    ("development_cycle_time", "Development cycle time", 0, "days", "down", "last",
     "median of launch date − approval date", "program plan"),
    ("intake_decision_time", "Intake decision time", 0, "days", "down", "last",
     "median of decision date − submission date", "needs register"),
    ("employees_per_learning_fte", "Employees per L&D FTE", 0, "ratio", "plan", "ratio_of_sums",
     "employees / full-time equivalents in L&D", "HR records"),
    ("learning_days", "Learning days", 0, "days", "plan", "sum", "sum of days attended", "learning records"),
)
EFFECTIVENESS = (
    ("participant_reaction", "Participant reaction", 1, "percent", "up", "weighted_mean",
     "answers in the two best boxes / answers × 100", "survey at the end"),
    ("sponsor_satisfaction", "Sponsor satisfaction", 1, "percent", "up", "weighted_mean",
     "answers of sponsors in the two best boxes / answers × 100", "survey of sponsors"),
    ("learning_nps", "Learning NPS", 1, "points", "up", "weighted_mean",
     "% answering 9–10 − % answering 0–6, from −100 to 100", "survey at the end"),
    ("intent_to_apply", "Intent to apply", 1, "percent", "up", "weighted_mean",
     "respondents who will apply it / respondents × 100", "survey at the end"),
    ("learning_score", "Learning score", 2, "percent", "up", "weighted_mean",
     "mean score, or first-attempt pass rate", "assessment"),
    ("learning_gain", "Learning gain", 2, "percentage points", "up", "weighted_mean",
     "score after − score before", "assessment"),
    ("confidence_commitment", "Confidence and commitment", 2, "percent", "up", "weighted_mean",
     "favourable answers / answers × 100", "survey at the end"),
    ("application_rate", "Application rate", 3, "percent", "up", "weighted_mean",
     "participants applying it at 60–90 days / participants followed up × 100", "survey at 60 days"),
    ("content_applied", "Content applied", 3, "percent", "up", "weighted_mean",
     "mean share of the content that is applied", "survey at 60 days"),
    ("scrap_learning", "Scrap learning", 3, "percent", "down", "weighted_mean",
     "100 − share of the content applied; name the method", "survey at 60 days"),
    ("cost_of_scrap", "Cost of scrap", 3, "money", "down", "sum", "cost × scrap learning", "finance and survey"),
    ("manager_support", "Manager support", 3, "percent", "up", "weighted_mean",
     "learners reporting support / learners followed up × 100", "survey at 60 days"),
    ("benefit_cost_ratio", "Benefit–cost ratio", 5, "ratio", "up", "ratio_of_sums",
     "benefits / fully loaded costs", "evaluation study"),
    ("roi", "ROI", 5, "percent", "up", "ratio_of_sums", "(benefits − costs) / costs × 100", "evaluation study"),
    ("net_benefit", "Net benefit", 5, "money", "up", "sum", "benefits − costs", "evaluation study"),
)
OUTCOME = (
    ("goal_result", "Goal result", 4, "goal", "up", "last", "actual value of the goal's own measure", "goal owner"),
    ("isolated_impact", "Isolated impact", 4, "goal", "up", "last",
     "change × isolation share × confidence", "evaluation study"),
    ("impact_attainment", "Impact attainment", 4, "percent", "up", "ratio_of_sums",
     "isolated impact / planned impact × 100", "evaluation study"),
    ("gap_closed", "Gap closed", 4, "percent", "up", "last",
     "(actual − baseline) / (target − baseline) × 100", "goal owner"),
)


INDICATORS = sa.table("indicators", sa.column("measure_id", sa.Integer))


def upgrade() -> None:
    present = set(op.get_bind().scalars(sa.select(MEASURES.c.code)))
    op.bulk_insert(
        MEASURES,
        [
            {
                "code": code, "name": name, "type": kind, "level": level, "unit": unit, "direction": direction,
                "aggregation": aggregation, "formula": formula, "source": source,
                "is_survey": source.startswith("survey"), "collected_every_days": 14, "version": 1,
            }
            for kind, rows in (("efficiency", EFFICIENCY), ("effectiveness", EFFECTIVENESS), ("outcome", OUTCOME))
            for code, name, level, unit, direction, aggregation, formula, source in rows
            if code not in present
        ],
    )


def downgrade() -> None:
    # A measure in use stays: observations and targets hang on it.
    op.execute(sa.delete(MEASURES).where(MEASURES.c.id.not_in(sa.select(INDICATORS.c.measure_id))))
