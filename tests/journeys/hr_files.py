"""Two files as an HR system exports them, made up: with a byte-order mark, dates as words, and trailing blanks."""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

PROGRAMS = ("Customer Service", "Project Management")
OUTCOMES = ("Completed", "Passed", "Failed", "Incomplete")


def write_people(folder: Path) -> Path:
    """Forty people in three departments that exist only as a column."""
    path = folder / "employee_data.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["EmpID", "FirstName", "LastName", "StartDate", "ExitDate", "Title", "ADEmail", "DepartmentType",
                         "MaritalDesc"])
        for n in range(40):
            department = ("Production       ", "Sales", "IT/IS")[n % 3]
            writer.writerow([1001 + n, f"First{n}", f"Last{n}", "20-Sep-19", "", "Clerk", f"p{n}@example.com", department,
                             "Widowed"])
    return path


def write_training_records(folder: Path) -> Path:
    """Four hundred records between August 2022 and August 2023."""
    chance = random.Random(7)
    path = folder / "training_and_development_data.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Employee ID", "Training Date", "Training Program Name", "Training Outcome", "Training Duration(Days)",
                         "Training Cost"])
        for _ in range(400):
            day = date(2022, 8, 5) + timedelta(days=chance.randrange(365))
            shown = f"{day.day}-{day:%b-%y}"
            writer.writerow([1001 + chance.randrange(40), shown, chance.choice(PROGRAMS), chance.choice(OUTCOMES),
                             chance.randint(1, 5), f"{chance.uniform(100, 1000):.2f} "])
    return path
