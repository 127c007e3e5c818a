"""Breaks the planner on purpose and looks at what is left: kills, full disks, databases that go away, crowds.

`python -m faults --minutes=60` goes on for an hour; `docs/reliability.md` tells what is done, how, and what came out.
"""
