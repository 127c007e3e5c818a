"""Keeping the planner running: accounts and roles, the organization's house rules, the audit trail, integrity."""
