"""Performance gaps that departments log: the problem, its causes, its triage and what was decided. A course is not a need."""
