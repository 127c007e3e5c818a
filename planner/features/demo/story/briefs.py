"""The briefs of the year: one in English, one in Dutch, and one that is still being written."""

from planner.features.demo.rows import BriefRow

BRIEFS: tuple[BriefRow, ...] = (
    BriefRow(
        "Learning strategy: the first quarter", "The board", "en", 96, "claims_application",
        "The year has begun well. Claims need a better tool and selling waits for the deal sheet; the rest goes as planned.",
        "Claims: let IT build the checklist into the claims system within a month. Owner Nadia Rahimi.\n"
        "Drivers: take two stops off the day of every mentor, as was agreed. Owner Annelies Maes.",
        "Handlers want to use the checklist, but it opens in a second window and they close it.\n"
        "Supervisors stop unsafe work more often than planned, at both sites.\n"
        "The second baseline moves the rise of the application rate behind the arrival of the deal sheet.",
        "Look at claims again in six weeks.\nLeave the budget as it is.",
    ),
    BriefRow(
        "Leerstrategie: het eerste halfjaar", "De directie", "nl", 12, "goal_start",
        "Vier van de vijf doelen liggen binnen bereik. Nieuwe collega’s staan later op eigen benen dan gepland; daarover "
        "vragen wij een besluit.",
        "Inwerken: maak in elk depot twee ervaren chauffeurs acht weken vrij, of aanvaard een later doel. Eigenaar Rami Haddad.\n"
        "Verkoop: neem twee begeleide gesprekken per maand op in de doelen van de verkoopleiders. Eigenaar Matthias Brandt.",
        "Schades zijn hersteld: sinds de controlelijst in het systeem zit, vullen behandelaars haar in.\n"
        "De meldingen van bijna-ongevallen gaan na het programma door, in elke ploeg.\n"
        "Van Leading a Shift ontbreken al weken antwoorden; wij tonen dat als ontbrekend en niet als goed.",
        "Beslis binnen twee weken over de mentoren in de depots.\nGeef verkoopleiders tijd om mee te luisteren.",
    ),
    BriefRow(
        "Learning strategy: news for the sponsors", "Sponsors of the goals", "en", 4, "selling_application", "",
        "Selling: say in the next meeting that coaching is part of a manager’s work. Owner Matthias Brandt.",
        "Coached teams are well ahead of the others.", "", False,
    ),
)
