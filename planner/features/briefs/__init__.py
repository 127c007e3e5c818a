"""Briefs: one or two pages for executives that say how it goes against plan and how the year will end; frozen when issued."""
