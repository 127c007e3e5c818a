"""The Learning Strategy Planner. Start at `planner.app`; this file imports nothing, so that the domain stays free of the framework."""
