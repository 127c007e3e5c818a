"""The fields of each kind of file, with the names other systems give them in English and Dutch: data, no rules."""

from planner.domain.messages import N_
from planner.domain.tabular.headers import Field, FieldSet


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))


# Parts of headings. Short ones must stand alone (“sex” is not found in “Essex”), longer ones may be anywhere.
SENSITIVE = _names(
    "dob, birth, birthday, birthdate, geboorte, geboortedatum, age, leeftijd, gender, geslacht, sex, "
    "race, ras, ethnic, ethnicity, etniciteit, nationality, nationaliteit, religion, religie, marital, "
    "burgerlijkestaat, pay, payzone, salary, salaris, wage, loon, performance, prestatie, beoordeling, "
    "rating, state, location, locatie, address, adres, postcode, zip, phone, telefoon, mobiel, bsn, ssn, "
    "passport, iban, bankaccount, disability, health, medical, sick, ziekte, verzuim, termination, "
    "terminationtype, ontslagreden, classification"
)

_EMPLOYEE_NUMBER = Field(
    "employee_number",
    N_("employee number"),
    usual=_names(
        "Employee ID, Emp ID, Employee No, Emp No, Emp Number, Employee #, Employee Code, Employee Nr, Empl "
        "ID, EID, Staff ID, Staff Number, Staff No, Personnel Number, Personnel No, Personnel ID, Person "
        "Number, Person ID, Worker ID, Payroll Number, Badge Number, Associate ID, Learner ID, Participant "
        "ID, Personeelsnummer, Personeelsnr, Personeels ID, Medewerkernummer, Medewerkersnummer, "
        "Medewerkernr, Medewerker ID, Werknemersnummer, Werknemernummer, Werknemer ID, Stamnummer, "
        "Deelnemernummer"
    ),
    fallback=_names("ID, User ID, UID, Number, Nummer, Gebruiker ID"),
)

_EMAIL = Field(
    "email",
    N_("e-mail address"),
    usual=_names(
        "E-mail, Mail, Work Email, Email Address, E-mail Address, AD Email, Business Email, Company Email, "
        "Employee Email, Office Email, Mail Address, E-mailadres, Werk E-mail, Zakelijk E-mailadres, "
        "Mailadres"
    ),
    fallback=_names("UPN, User Principal Name"),
)

_FULL_NAME = Field(
    "full_name",
    N_("name"),
    usual=_names(
        "Name, Employee Name, Emp Name, Full Name, Display Name, Person Name, Staff Name, Worker Name, "
        "Learner, Learner Name, Participant, Participant Name, Naam, Volledige Naam, Naam Medewerker, "
        "Medewerkernaam, Medewerker, Werknemer, Deelnemer, Naam Deelnemer"
    ),
    fallback=_names("Employee, Person, Persoon"),
)

PEOPLE = FieldSet(
    fields=(
        _EMPLOYEE_NUMBER,
        Field(
            "first_name",
            N_("first name"),
            usual=_names("Given Name, Forename, Preferred Name, Voornaam, Roepnaam, Employee First Name"),
        ),
        Field(
            "name_prefix",
            N_("name prefix"),
            usual=_names("Tussenvoegsel, Tussenvoegsels, Voorvoegsel, Voorvoegsels, Surname Prefix, Infix"),
        ),
        Field(
            "last_name",
            N_("last name"),
            usual=_names("Surname, Family Name, Achternaam, Familienaam, Geslachtsnaam, Employee Last Name"),
        ),
        _FULL_NAME,
        _EMAIL,
        Field(
            "department",
            N_("department"),
            usual=_names(
                "Dept, Department Type, Department Name, Dept Name, Org Unit, Organization Unit, Organisation Unit, "
                "Organizational Unit, Organisational Unit, Afdeling, Afdelingsnaam, Naam Afdeling, Organisatorische "
                "Eenheid, Organisatie-eenheid"
            ),
            fallback=_names(
                "Division, Business Unit, Unit, Team, Section, Cost Center, Cost Centre, Divisie, Bedrijfsonderdeel, "
                "Sector, Kostenplaats"
            ),
        ),
        Field(
            "job_title",
            N_("job title"),
            usual=_names(
                "Title, Position, Position Title, Job, Job Name, Role Title, Functie, Functienaam, Functietitel"
            ),
            fallback=_names("Role, Job Function, Job Function Description, Function, Rol, Beroep"),
        ),
        Field(
            "manager_number",
            N_("manager's employee number"),
            usual=_names(
                "Manager ID, Manager Number, Manager Employee ID, Supervisor ID, Supervisor Number, Reports To ID, "
                "Leidinggevende ID, Leidinggevendenummer, Personeelsnummer Leidinggevende, Personeelsnummer Manager"
            ),
        ),
        Field(
            "manager_name",
            N_("manager's name"),
            usual=_names(
                "Manager, Supervisor, Supervisor Name, Line Manager, Reports To, Reporting Manager, Direct Manager, "
                "Leidinggevende, Naam Leidinggevende, Direct Leidinggevende, Teamleider"
            ),
        ),
        Field(
            "started_on",
            N_("start date"),
            usual=_names(
                "Start, Date Started, Hire Date, Hired On, Date Hired, Date Of Hire, Joining Date, Date Of Joining, "
                "Join Date, Employment Start, Employment Start Date, In Service Date, Startdatum, Datum In Dienst, In "
                "Dienst, Indiensttreding, Indienst, Datum Indiensttreding, Begindatum"
            ),
        ),
        Field(
            "left_on",
            N_("exit date"),
            usual=_names(
                "Exit, Exit Date, Leave Date, Leaving Date, Left, End Date, Date Left, Termination Date, Date Of "
                "Termination, Separation Date, Employment End Date, Last Day, Last Working Day, Einddatum, Datum Uit "
                "Dienst, Uit Dienst, Uitdiensttreding, Datum Uitdiensttreding, Uitdienst"
            ),
        ),
        Field(
            "status",
            N_("status"),
            usual=_names(
                "Employee Status, Employment Status, Emp Status, Person Status, Active, Is Active, Actief, "
                "Dienststatus, Status Medewerker"
            ),
        ),
    ),
    required=(
        (frozenset({"employee_number"}),),
        (frozenset({"full_name"}), frozenset({"first_name", "last_name"})),
    ),
    vague={},
    sensitive=SENSITIVE,
)

TRAINING_RECORDS = FieldSet(
    fields=(
        _EMPLOYEE_NUMBER,
        Field(
            "email",
            _EMAIL.label,
            usual=(*_EMAIL.usual, *_names("Learner Email, Participant Email")),
            fallback=_EMAIL.fallback,
        ),
        Field(
            "full_name",
            N_("name of the participant"),
            usual=tuple(name for name in _FULL_NAME.usual if name not in ("Name", "Naam")),
            fallback=_FULL_NAME.fallback,
        ),
        Field(
            "date",
            N_("date"),
            usual=_names(
                "Training Date, Course Date, Session Date, Date Of Training, Completion Date, Date Completed, "
                "Completed On, Cursusdatum, Trainingsdatum, Opleidingsdatum, Datum, Datum Training, Datum Cursus, "
                "Datum Afgerond, Afrondingsdatum"
            ),
            fallback=_names("Start Date, End Date, Startdatum, Einddatum, Day, Dag"),
        ),
        Field(
            "program",
            N_("program"),
            usual=_names(
                "Training Program Name, Training Program, Program Name, Programme, Programme Name, Training "
                "Programme, Training Programme Name, Course, Course Name, Course Title, Training, Training Name, "
                "Training Title, Learning Program, Curriculum, Programma, Programmanaam, Opleiding, Naam Opleiding, "
                "Opleidingsnaam, Cursus, Cursusnaam, Naam Cursus, Trainingsnaam, Naam Training, Leerprogramma"
            ),
            fallback=_names("Title, Subject, Activity, Titel, Onderwerp"),
        ),
        Field(
            "training_type",
            N_("type of training"),
            usual=_names(
                "Type, Training Type, Course Type, Delivery, Delivery Method, Delivery Type, Trainingstype, Soort, "
                "Soort Training, Soort Cursus, Vorm"
            ),
        ),
        Field(
            "outcome",
            N_("outcome"),
            usual=_names(
                "Training Outcome, Course Outcome, Result, Training Result, Completion Status, Training Status, "
                "Course Status, Uitkomst, Resultaat, Uitslag, Cursusresultaat, Trainingsresultaat"
            ),
            fallback=_names("Status, Completed, Passed, Afgerond, Geslaagd"),
        ),
        Field(
            "days",
            N_("duration in days"),
            usual=_names(
                "Training Duration Days, Duration Days, Duration In Days, Days, Training Days, Learning Days, No Of "
                "Days, Number Of Days, Course Days, Dagen, Aantal Dagen, Duur Dagen, Duur In Dagen, Cursusdagen, "
                "Trainingsdagen, Opleidingsdagen"
            ),
        ),
        Field(
            "hours",
            N_("duration in hours"),
            usual=_names(
                "Training Duration Hours, Duration Hours, Duration In Hours, Duration Hrs, Hours, Hrs, Training "
                "Hours, Learning Hours, No Of Hours, Number Of Hours, Course Hours, Uren, Aantal Uren, Duur Uren, "
                "Duur In Uren, Cursusuren, Trainingsuren, Opleidingsuren"
            ),
        ),
        Field(
            "cost",
            N_("cost"),
            usual=_names(
                "Costs, Training Cost, Training Costs, Course Cost, Course Fee, Total Cost, Fee, Kosten, "
                "Cursuskosten, Trainingskosten, Opleidingskosten, Kosten Training, Totale Kosten"
            ),
            fallback=_names("Price, Amount, Prijs, Bedrag"),
        ),
    ),
    required=(
        (frozenset({"employee_number"}), frozenset({"email"}), frozenset({"full_name"})),
        (frozenset({"date"}),),
        (frozenset({"program"}),),
    ),
    vague={
        "Duration": ("days", "hours"),
        "Training Duration": ("days", "hours"),
        "Course Duration": ("days", "hours"),
        "Length": ("days", "hours"),
        "Duur": ("days", "hours"),
        "Tijdsduur": ("days", "hours"),
        "Cursusduur": ("days", "hours"),
        "Name": ("full_name", "program"),
        "Naam": ("full_name", "program"),
    },
    sensitive=SENSITIVE,
)

OBSERVATIONS = FieldSet(
    fields=(
        Field("cycle", N_("planning year"), usual=_names("Year, Planning Year, Cycle Name, Jaar, Planjaar, Jaarplan")),
        Field(
            "program", N_("program"),
            usual=_names(
                "Program Name, Programme, Programme Name, Course, Training, Programma, Programmanaam, Opleiding, Cursus"
            ),
        ),
        Field("goal", N_("goal"), usual=_names("Goal Statement, Organizational Goal, Doel, Organisatiedoel, Doelstelling")),
        Field(
            "measure", N_("measure"),
            usual=_names("Measure Code, Measure Name, Metric, KPI, Indicator, Maat, Maatstaf, Meting, Prestatie-indicator"),
        ),
        Field("population", N_("population"), usual=_names("Audience, Group, Doelgroep, Populatie, Groep")),
        Field(
            "period_start", N_("first day"),
            usual=_names("Start, From, Start Date, Period From, Van, Vanaf, Begin, Begindatum, Eerste Dag, Periode Van"),
        ),
        Field(
            "period_end", N_("last day"),
            usual=_names(
                "End, Until, To, End Date, Period To, Date, Day, Tot, Tot En Met, Einde, Einddatum, Laatste Dag, Datum, Dag"
            ),
        ),
        Field("value", N_("value"), usual=_names("Actual, Result, Score, Waarde, Uitkomst, Resultaat, Realisatie")),
        Field(
            "value_to_date", N_("value since the year began"),
            usual=_names("To Date, YTD, Year To Date, Cumulative, Cumulatief, Sinds Begin, Jaar Tot Nu"),
        ),
        Field("numerator", N_("numerator"), usual=_names("Part, Teller, Deel")),
        Field("denominator", N_("denominator"), usual=_names("Whole, Of, Noemer, Geheel, Totaal")),
        Field(
            "respondents", N_("number of answers"),
            usual=_names("Respondents, Responses, N, Answers, Respondenten, Aantal Antwoorden, Antwoorden"),
        ),
        Field("unit", N_("unit"), usual=_names("Units, Eenheid")),
        Field("source", N_("source"), usual=_names("Data Source, Bron")),
        Field("note", N_("note"), usual=_names("Comment, Remark, Opmerking, Toelichting, Notitie")),
    ),
    required=(
        (frozenset({"measure"}),),
        (frozenset({"period_end"}),),
        (frozenset({"value"}), frozenset({"numerator", "denominator"})),
    ),
    vague={},
    sensitive=SENSITIVE,
)
