"""Meridian Logistics: its departments, its people, and those who can sign in."""

from planner.features.demo.rows import AccountRow, DepartmentRow, PersonRow
from planner.permissions import Role

ORGANIZATION = "Meridian Logistics"
CURRENCY = "EUR"

# One password for all: these accounts exist in the demonstration only.
DEMO_PASSWORD = "learning works better together"  # noqa: S105
DEMO_ACCOUNTS: tuple[AccountRow, ...] = (
    AccountRow("admin@example.org", "robin", Role.ADMINISTRATOR),
    AccountRow("clo@example.org", "ines", Role.CLO),
    AccountRow("manager@example.org", "tessa", Role.LEARNING_MANAGER),
    AccountRow("head@example.org", "sanne", Role.DEPARTMENT_HEAD),
    AccountRow("head2@example.org", "nadia", Role.DEPARTMENT_HEAD),
    AccountRow("executive@example.org", "margriet", Role.EXECUTIVE),
    AccountRow("auditor@example.org", "pauline", Role.AUDITOR),
)

DEPARTMENTS: tuple[DepartmentRow, ...] = (
    DepartmentRow("board", "Board", "margriet"),
    DepartmentRow("learning", "People & Learning", "ines"),
    DepartmentRow("sales", "Sales", "sanne"),
    DepartmentRow("north", "Sales North", "jonas", "sales"),
    DepartmentRow("south", "Sales South", "giulia", "sales"),
    DepartmentRow("warehouse", "Warehouse Operations", "willem"),
    DepartmentRow("rotterdam", "Warehouse Rotterdam", "fatima", "warehouse"),
    DepartmentRow("tilburg", "Warehouse Tilburg", "joost", "warehouse"),
    DepartmentRow("transport", "Transport", "annelies"),
    DepartmentRow("service", "Customer Service", "nadia"),
    DepartmentRow("finance", "Finance", "hugo"),
    DepartmentRow("it", "IT", "arjen"),
)

PEOPLE: tuple[PersonRow, ...] = (
    PersonRow("margriet", "Margriet de Wilde", "Chief executive officer", "board", 9),
    PersonRow("matthias", "Matthias Brandt", "Chief commercial officer", "board", 6),
    PersonRow("henrik", "Henrik Solberg", "Chief operating officer", "board", 5),
    PersonRow("claire", "Claire Dumont", "Chief financial officer", "board", 3),
    PersonRow("pauline", "Pauline Mertens", "Internal auditor", "board", 2),
    PersonRow("ines", "Ines Okafor", "Chief learning officer", "learning", 4),
    PersonRow("tessa", "Tessa Visser", "Learning manager", "learning", 6),
    PersonRow("rami", "Rami Haddad", "Learning partner, operations", "learning", 5),
    PersonRow("lotte", "Lotte Jansen", "Learning designer", "learning", 3),
    PersonRow("pieter", "Pieter Bos", "Learning analyst", "learning", 2),
    PersonRow("noor", "Noor El Amrani", "Onboarding lead", "learning", 4),
    PersonRow("stijn", "Stijn Peeters", "Learning platform specialist", "learning", 1.5),
    PersonRow("sanne", "Sanne Vermeer", "Head of Sales", "sales", 7),
    PersonRow("jonas", "Jonas Keller", "Regional sales manager North", "north", 5),
    PersonRow("femke", "Femke Hoekstra", "Account manager", "north", 3),
    PersonRow("lars", "Lars Nyström", "Account manager", "north", 2),
    PersonRow("anouk", "Anouk Smit", "Sales engineer", "north", 1),
    PersonRow("giulia", "Giulia Conti", "Regional sales manager South", "south", 8),
    PersonRow("marco", "Marco Ricci", "Key account manager", "south", 6),
    PersonRow("elena", "Elena Popescu", "Account manager", "south", 2),
    PersonRow("bram", "Bram van Dijk", "Pricing analyst", "south", 4),
    PersonRow("willem", "Willem Kuipers", "Director of Warehouse Operations", "warehouse", 12),
    PersonRow("fatima", "Fatima Bouzid", "Site manager Rotterdam", "rotterdam", 7),
    PersonRow("dennis", "Dennis Mulder", "Shift supervisor", "rotterdam", 9),
    PersonRow("agnieszka", "Agnieszka Nowak", "Shift supervisor", "rotterdam", 4),
    PersonRow("yusuf", "Yusuf Demir", "Safety coordinator", "rotterdam", 6),
    PersonRow("kees", "Kees van der Meer", "Forklift instructor", "rotterdam", 15),
    PersonRow("joost", "Joost Willems", "Site manager Tilburg", "tilburg", 5),
    PersonRow("marta", "Marta Kowalska", "Shift supervisor", "tilburg", 3),
    PersonRow("ruben", "Ruben Claes", "Shift supervisor", "tilburg", 2),
    PersonRow("linda", "Linda Verhoeven", "Warehouse planner", "tilburg", 8),
    PersonRow("annelies", "Annelies Maes", "Director of Transport", "transport", 10),
    PersonRow("piotr", "Piotr Zieliński", "Fleet trainer", "transport", 6),
    PersonRow("sven", "Sven Eriksson", "Transport planner", "transport", 3),
    PersonRow("daan", "Daan de Groot", "Driver mentor", "transport", 11),
    PersonRow("ioana", "Ioana Marin", "Driver mentor", "transport", 5),
    PersonRow("nadia", "Nadia Rahimi", "Head of Customer Service", "service", 5),
    PersonRow("thijs", "Thijs Bakker", "Team lead claims", "service", 4),
    PersonRow("sofie", "Sofie Janssens", "Team lead customer desk", "service", 3),
    PersonRow("mehmet", "Mehmet Yılmaz", "Claims handler", "service", 2),
    PersonRow("carla", "Carla Fernandes", "Quality specialist", "service", 1),
    PersonRow("hugo", "Hugo Lambert", "Finance director", "finance", 6),
    PersonRow("ilse", "Ilse Prins", "Business controller", "finance", 4),
    PersonRow("arjen", "Arjen Postma", "Head of IT", "it", 7),
    PersonRow("robin", "Robin de Vries", "Application manager", "it", 3),
    PersonRow("katja", "Katja Horváth", "Service desk lead", "it", 2),
)
