"""The demonstration organization: a believable company, half a year into its plan, for trying the planner out."""
