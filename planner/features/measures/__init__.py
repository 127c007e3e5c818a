"""The measure library: what is measured, in which unit, which way is better, and how periods make a year."""
