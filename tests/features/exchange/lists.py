# ruff: noqa: E501
"""Lists of our own in the shape of the public ones: as dirty, and far shorter."""

from pathlib import Path

PEOPLE = """\ufeffEmpID,FirstName,LastName,StartDate,ExitDate,Title,Supervisor,ADEmail,DepartmentType,DOB,GenderCode,RaceDesc,MaritalDesc,Performance Score
3427,Uriah,Bridges,20-Sep-19,,Technician I,Peter Oneill,uriah@example.org,Production       ,07-10-1969,Female,White,Widowed,Fully Meets
3428,Paula,Small,11-Feb-23,,Technician I,Renee Mc,paula.small@example.org,Production       ,30-08-1965,Male,Hispanic,Divorced,Exceeds
3429,Edward,Buck,10-Dec-18,21-May-23,Sales Manager,Crystal W,edward@example.org,Sales,06-10-1991,Male,Hispanic,Divorced,PIP
3430,Michael,Riordan,21-Jun-21,,Engineer,Rebekah,michael@example.org,software  engineering,04-04-1998,Male,Other,Single,Fully Meets
3431,Jasmine,Onque,29-Jun-19,,Engineer,Jason,jasmine@example.org,Software Engineering,29-08-1969,Female,Other,Divorced,Fully Meets
3432,Maruk,Fraval,17-Jan-20,,Engineer,Sheri,,Software Engineering,03-04-1949,Male,Black,Divorced,Fully Meets
"""

TRAININGS = """Employee ID,Training Date,Training Program Name,Training Type,Training Outcome,Location,Trainer,Training Duration(Days),Training Cost
3427,04-Jan-27,Customer Service,Internal,Failed,Port Greg,Amanda,4,510.83
3427,11-Jan-27,Customer Service,Internal,Passed,Port Greg,Amanda,4,500.17
3428,14-Jan-27,Customer Service,External,Completed,Port Greg,Amanda,2,100.00
3429,15-Jan-27,Customer Service,External,Incomplete,Brandonview,Amanda,1,99.50
3428,20-Jan-27,customer service ,External,Passed,Brandonview,Amanda,1,20.00
3430,31-Dec-26,Technical Skills,Internal,Completed,Brandonview,Mark,5,777.06
3431,01-Jan-27,Technical Skills,Internal,Failed,Brandonview,Mark,3,10.10
9999,28-Jun-27,Technical Skills,Internal,Completed,Brandonview,Mark,2,1.01
9999,12-Jul-27,Technical Skills,Internal,Completed,Brandonview,Mark,2,2.02
"""


def write(folder: Path, text: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
