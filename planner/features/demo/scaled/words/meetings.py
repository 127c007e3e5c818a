"""What is said in reviews, and what is started there."""

ATTENDED = ("{chair}, {owner} and the site managers", "{chair}, {owner}", "{chair}, {owner}, the controller of the division",
            "{owner} with three supervisors; {chair} by phone")
NOTES = ("Short meeting; nothing new since the last one.", "Half of the group is on holiday.",
         "We took the slipped targets first.",
         "The site asks for another day for the practice groups.", "The controller explains where the values come from.",
         "Groups are full until the end of the quarter.", "", "", "", "Values of two fortnights came together.")
ANALYSES = {
    "met": ("Reached. We stop talking about it and keep measuring.",),
    "on_track": ("As planned. The groups are full and managers free the hours.", "A little ahead; the second site began early."),
    "at_risk": ("A little behind: one group was put off.", "The late shift cannot come on the days offered.",
                "Answers come in slowly, so the value rests on few people."),
    "off_track": ("Behind since the peak weeks; nobody was freed from the roster.",
                  "The tool that was promised is not there yet.",
                  "People took part, but on the floor little has changed.", "Two trainers have left."),
    "missed": ("The date has passed and we are short of it.",),
    "no_data": ("No value for a month. Nobody knows who sends it.", "The survey was not sent.",
                "The export has changed its columns."),
}
RECOMMENDATIONS = {
    "met": ("Hand it over to the site.",),
    "on_track": ("Go on.", "Offer the free places to the neighbouring site."),
    "at_risk": ("Move two groups to the early shift.", "Ask the site manager to free the hours.", "Send the survey again."),
    "off_track": ("Put ten minutes a week into the roster.", "Bring it to the sponsor.", "Teach the supervisors to coach it.",
                  "Plan the rest anew, and say so."),
    "missed": ("Decide whether it is carried into the next year.",),
    "no_data": ("Name who enters it.", "Enter the missing values before the next meeting."),
}
DECISIONS = ("The groups of the late shift move to Thursdays.",
             "The site frees four hours a person until the end of the quarter.",
             "The survey is sent by the learning analyst from now on.", "The plan stays as it is.",
             "The sponsor is asked for a second trainer.",
             "The checklist is built into the system.", "We stop the refresher and put its money into coaching.")
ACTIONS = (
    "Move {n} groups to the early shift", "Put ten minutes a week into the roster of {place}",
    "Teach {n} supervisors to coach it",
    "Build the checklist into the system", "Send the survey again and name who enters it",
    "Free two experienced colleagues at {place} for a month",
    "Find a second trainer for {place}", "Agree the dates with the site manager of {place}",
    "Show the figures to every team at {place}",
    "Replace the theory by a practice round", "Pair newcomers with a buddy at {place}",
    "Take {n} people off the waiting list first",
    "Shorten the form to five questions", "Ask the sponsor to open the next {n} groups",
)
CAUSES = (
    "Nobody was freed from the roster.", "The days offered clash with the inventory.", "The tool came later than promised.",
    "Supervisors were never told that it is expected of them.", "The trainer left.", "It was nobody’s task to enter the values.",
    "People learned it, but have no occasion to use it.",
)
VERIFIED = {True: ("The value rose as expected.", "Two fortnights in a row above plan.", "The sites confirm it."),
            False: ("No change to be seen.", "The value moved, but for another reason.", "Too late for this year.")}
DROPPED = ("Overtaken: the program was changed.", "The site closed its late shift.", "Somebody else has done it already.")
STEPS = ("Agree the dates with each site", "Brief the supervisors", "Check the first values", "Plan the follow-up survey",
         "Free the hours in the roster", "Choose the practice cases", "Name who enters the values", "Close the last group")
