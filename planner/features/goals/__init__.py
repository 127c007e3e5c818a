"""Organizational goals in rank order, with the people who sponsor them. Every program and target leads up to one."""
