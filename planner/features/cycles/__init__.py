"""Planning years: drafted, reviewed, approved with a frozen baseline, closed."""
