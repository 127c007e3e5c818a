"""A logistics group: its divisions, regions, sites and teams, and the names of its people."""

from typing import NamedTuple

ORGANIZATION = "Meridian Logistics Group"
CURRENCY = "EUR"


class Division(NamedTuple):
    """A part of the group. `teams` are what its sites are made of, `jobs` what people do there."""

    name: str
    head: str
    weight: float
    teams: tuple[str, ...]
    jobs: tuple[str, ...]


BOARD = Division("Group Board", "Chief executive officer", 1, (), ("Member of the board", "Chief of staff", "Board secretary"))
LEARNING = "People & Learning"

DIVISIONS: tuple[Division, ...] = (
    Division(
        "Contract Logistics", "Managing director", 9,
        ("Inbound", "Outbound", "Night Shift", "Returns", "Inventory Control", "Value-Added Services", "Site Safety",
         "Equipment Maintenance", "E-commerce Fulfilment"),
        ("Warehouse operative", "Order picker", "Shift supervisor", "Forklift driver", "Inventory analyst", "Site planner",
         "Safety coordinator", "Maintenance technician", "Team lead"),
    ),
    Division(
        "Parcel", "Managing director", 7,
        ("Sorting Early", "Sorting Late", "Delivery Routes", "Lockers and Shops", "Customs Desk", "Depot Planning",
         "Driver Coaching"),
        ("Courier", "Sorting operative", "Route planner", "Depot supervisor", "Driver coach", "Service agent", "Team lead"),
    ),
    Division(
        "Road Freight", "Managing director", 6,
        ("Dispatch", "Domestic Traffic", "International Traffic", "Fleet", "Driver Academy", "Subcontractor Desk", "Claims"),
        ("Driver", "Dispatcher", "Transport planner", "Driver mentor", "Fleet technician", "Claims handler", "Team lead"),
    ),
    Division(
        "Air & Ocean", "Managing director", 4,
        ("Air Export", "Air Import", "Ocean Export", "Ocean Import", "Customs Brokerage", "Dangerous Goods", "Pricing Desk"),
        ("Freight forwarder", "Customs declarant", "Pricing analyst", "Document specialist", "Operations agent", "Team lead"),
    ),
    Division(
        "Cold Chain", "Managing director", 3,
        ("Pharma", "Fresh", "Frozen", "Quality", "Validation", "Cross-dock"),
        ("Cold-store operative", "Quality officer", "Shift supervisor", "Validation engineer", "Pharma specialist", "Team lead"),
    ),
    Division(
        "Commercial", "Chief commercial officer", 3,
        ("Key Accounts", "New Business", "Solution Design", "Tender Desk", "Customer Care", "Customer Onboarding"),
        ("Account manager", "Key account manager", "Sales engineer", "Tender manager", "Customer care agent", "Team lead"),
    ),
    Division(
        "Technology", "Chief information officer", 2,
        ("Service Desk", "Warehouse Systems", "Transport Systems", "Data Platform", "Security Operations", "Automation"),
        ("Software engineer", "Service desk agent", "Systems analyst", "Data engineer", "Security analyst", "Product owner"),
    ),
    Division(
        "Finance", "Chief financial officer", 1.5,
        ("Accounts Payable", "Accounts Receivable", "Controlling", "Tax and Customs", "Treasury", "Procurement"),
        ("Accountant", "Business controller", "Credit controller", "Buyer", "Tax specialist", "Team lead"),
    ),
    Division(
        LEARNING, "Chief learning officer", 1,
        ("Learning Design", "Operations Academy", "Leadership Academy", "Learning Platform", "Learning Analytics", "Onboarding"),
        ("Learning partner", "Learning designer", "Learning manager", "Learning analyst", "Trainer", "Onboarding lead"),
    ),
)

REGIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Benelux", ("Rotterdam", "Tilburg", "Antwerp", "Venlo", "Liège", "Eindhoven", "Ghent", "Luxembourg")),
    ("Central Europe", ("Duisburg", "Hamburg", "Leipzig", "Nuremberg", "Vienna", "Basel", "Linz", "Bremen")),
    ("France", ("Lille", "Lyon", "Le Havre", "Marseille", "Orléans", "Metz", "Bordeaux")),
    ("UK & Ireland", ("Daventry", "Felixstowe", "Doncaster", "Dublin", "Bristol", "Glasgow", "Warrington")),
    ("Iberia", ("Zaragoza", "Barcelona", "Madrid", "Valencia", "Porto", "Lisbon")),
    ("Italy", ("Piacenza", "Bologna", "Verona", "Genoa", "Naples", "Turin")),
    ("Poland & Baltics", ("Poznań", "Łódź", "Wrocław", "Gdańsk", "Riga", "Vilnius", "Katowice")),
    ("Nordics", ("Gothenburg", "Aarhus", "Malmö", "Oslo", "Turku", "Jönköping")),
    ("Southeast Europe", ("Budapest", "Bucharest", "Brno", "Bratislava", "Zagreb", "Timișoara", "Ljubljana")),
)

FIRST_NAMES = (
    "Agnieszka", "Ahmed", "Aisha", "Alba", "Alexander", "Amélie", "Amira", "Anders", "Andreea", "Anna", "Anouk", "Antoine",
    "Arjen", "Astrid", "Aurélie", "Barbara", "Bart", "Beatriz", "Bram", "Bruno", "Camille", "Carla", "Carlos", "Charlotte",
    "Chiara", "Ciarán", "Claire", "Daan", "Daniel", "David", "Diego", "Dieter", "Elena", "Elif", "Emil", "Emma", "Erik", "Esra",
    "Eva", "Farid", "Fatima", "Femke", "Filip", "Fiona", "Florian", "Francesca", "Freya", "Gabriel", "Giulia", "Grzegorz",
    "Hanna", "Hannah", "Hassan", "Helena", "Henrik", "Hugo", "Ibrahim", "Ingrid", "Ioana", "Irina", "Isabel", "Ivan", "Jakub",
    "Jan", "Jasmin", "Javier", "Joana", "Johan", "Jonas", "Joost", "Julia", "Karim", "Katarzyna", "Kerstin", "Kevin", "Khadija",
    "Klara", "Lars", "Laura", "Leila", "Leon", "Linda", "Lotte", "Luca", "Lucía", "Ludovic", "Magda", "Maja", "Malik", "Marco",
    "Maria", "Marta", "Martin", "Mateusz", "Mathilde", "Mehmet", "Mia", "Miguel", "Mihai", "Milan", "Mohamed", "Nadia",
    "Natalia", "Nienke", "Nils", "Noor", "Nuno", "Olga", "Oliver", "Omar", "Paolo", "Patrick", "Paul", "Pavel", "Petra",
    "Piotr", "Priya", "Rafael", "Rania", "Ravi", "Rebecca", "Roman", "Ruben", "Samira", "Sander", "Sanne", "Sara", "Sebastian",
    "Selma", "Silvia", "Simon", "Sofia", "Stefan", "Sven", "Tamara", "Tatiana", "Thijs", "Thomas", "Tomasz", "Ursula",
    "Valentina", "Victor", "Wiktor", "Willem", "Xavier", "Yara", "Yusuf", "Zofia", "Zuzana",
)
SURNAMES = (
    "Aalto", "Adamczyk", "Albrecht", "Almeida", "Andersen", "Antunes", "Arslan", "Bakker", "Barbieri", "Bauer", "Beck",
    "Bernard", "Berg", "Bianchi", "Blom", "Boer", "Bos", "Bouzid", "Brandt", "Brennan", "Carvalho", "Castro", "Claes", "Conti",
    "Costa", "Cruz", "Dahl", "de Groot", "de Jong", "de Vries", "de Wit", "Demir", "Díaz", "Dijkstra", "Dubois", "Dumont",
    "Dvořák", "El Amrani", "Eriksson", "Esposito", "Evans", "Fernandes", "Ferrari", "Fischer", "Fontaine", "Fournier", "Gallo",
    "García", "Georgescu", "Girard", "Gomes", "Gruber", "Haddad", "Hansen", "Hartmann", "Hoekstra", "Hoffmann", "Horváth",
    "Hughes", "Iglesias", "Ionescu", "Ivanov", "Jansen", "Janssens", "Johansson", "Kamiński", "Karlsson", "Kaya", "Keller",
    "Kelly", "King", "Klein", "Koch", "Kovács", "Kowalska", "Kowalski", "Krämer", "Kuipers", "Lambert", "Larsen", "Laurent",
    "Lehmann", "Lindberg", "Lopes", "Maes", "Mancini", "Marin", "Martens", "Martin", "Martínez", "Mazur", "Meier", "Mendes",
    "Mertens", "Meyer", "Michel", "Moreau", "Mulder", "Müller", "Murphy", "Nagy", "Navarro", "Nielsen", "Novák", "Nowak",
    "O’Brien", "Okafor", "Olsen", "Özdemir", "Palmer", "Peeters", "Pereira", "Petit", "Petrović", "Popescu", "Postma", "Prins",
    "Rahimi", "Ramos", "Ricci", "Richter", "Rizzo", "Rossi", "Roux", "Ruiz", "Russo", "Şahin", "Santos", "Schäfer", "Schmidt",
    "Schneider", "Schulz", "Silva", "Smit", "Solberg", "Sørensen", "Stewart", "Svensson", "Szabó", "Taylor", "Tóth", "Turner",
    "van Dijk", "van den Berg", "van der Meer", "Vermeer", "Verhoeven", "Virtanen", "Visser", "Vogel", "Wagner", "Walker",
    "Weber", "Willems", "Wiśniewski", "Wouters", "Yılmaz", "Zając", "Zieliński", "Zimmermann",
)
