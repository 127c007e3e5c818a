"""The corrective actions. Days count from today; {actual} is the value on the day on which it is written down."""

from planner.domain.values import ActionState as State
from planner.features.demo.rows import ActionRow

ACTIONS: tuple[ActionRow, ...] = (
    ActionRow(
        "instructors", "lift_cost", 6, "Let the Rotterdam instructors teach in Tilburg too",
        "The cost for each driver was above plan.", "The supplier’s instructors charge travel to Tilburg.", "kees", -78, "-15",
        -40,
        State.VERIFIED, -80, -31, False, "It now stands at {actual}. What we saved on travel went into overtime; the cost "
                                         "moves up and down as before.",
    ),
    ActionRow(
        "sheet", "selling_application", 7, "Put the deal sheet into the template for offers",
        "Offers above € 250,000 went out without the sheet.", "It lay on a drive that nobody opens.", "bram", -50, "6", -3,
        State.DONE, -53,
    ),
    ActionRow(
        "checklist", "claims_application", 8, "Build the checklist into the claims system",
        "Far fewer claims than planned have a complete checklist.", "The checklist opened in a second window.",
        "katja", -52,
        "15", -30, State.VERIFIED, -57, -17, True, "With the checklist inside the system it rose to {actual}; we had promised "
                                                   "15 points.",
    ),
    ActionRow(
        "stops", "mentors_completion", 8, "Take two stops off the day of every mentor",
        "New drivers did not ride all ten days with a mentor.", "Mentors drove full routes.", "sven", -60, "15", -32,
        State.VERIFIED,
        -61, -10, True, "{actual} now ride all ten days. Planners say that the routes still fit.",
    ),
    ActionRow(
        "roster", "shifts_support", 9, "Put ten minutes a week for newcomers into the roster of supervisors",
        "Fewer newcomers than planned speak with their supervisor each week.", "In peak weeks the talk does not fit.", "joost",
        -12,
        "12", 30,
    ),
    ActionRow(
        "cards", "near_application", 9, "Send near-miss cards to Tilburg and compare both sites each week",
        "Tilburg reported less than Rotterdam.", "The cards had not arrived.", "agnieszka", -24, "8", -20, State.DROPPED, -25,
        outcome="The program has ended and Tilburg prints its own cards; the comparison goes on in the safety meeting.",
    ),
    ActionRow(
        "coach", "selling_application", 10, "Coach-the-coach session for all 14 sales managers",
        "The application rate no longer rises.", "Managers were never given time to coach.", "jonas", 48, "4", 94,
    ),
    ActionRow(
        "signoff", "shifts_completion", 10, "Sign off tasks at the end of each shift, on the handheld",
        "Newcomers are signed off later than planned.", "Sign-off is done from memory at the end of the week.", "ruben", 13,
        "5", 55,
    ),
    ActionRow(
        "buddies", "shifts_cost", 11, "One buddy for two newcomers from the third week",
        "The cost of First Thirty Shifts is above plan.", "Buddies write more hours than planned.", "noor", -10, "-4000", 28,
        State.DONE,
        -13,
    ),
    ActionRow(
        "drivers", "goal_start", 11, "Release two experienced drivers in each depot for eight weeks",
        "New colleagues need longer than planned.", "Nobody has time to ride along in the depots.", "rami", 7, "-5", 120,
    ),
    ActionRow(
        "survey", "leading_support", 12, "Send the survey of managers again and name who enters it",
        "No value for a month.", "The survey was sent by somebody who has left.", "stijn", -5,
    ),
    ActionRow(
        "clips", "digital_reach", 12, "Offer the clips in the weekly message for four weeks, then decide",
        "Participation is far below plan.", "Nobody asked for this program, and no goal needs it.", "stijn", 20, "60", 34,
    ),
)
