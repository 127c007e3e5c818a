"""The Learning Strategy Planner. Start at `planner.app`.

This file imports nothing, so that the domain stays free of the framework.
"""
