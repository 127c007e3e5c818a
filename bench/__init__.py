"""Measures how fast the planner is at the size of a large company: `python -m bench`, or `make bench`.

Real servers are started on loopback, with their data in `.cache/bench`. Beside each page stands a bare Flask endpoint of the same
server process that reads 200 rows by an index and returns them as JSON; what is reported is how many times as long a page takes.
Nothing here fails by the clock: the report says which budgets are missed.
"""
