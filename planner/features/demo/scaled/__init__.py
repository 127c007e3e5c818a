"""The demonstration at the size of a large company: rows made from a seed, and loaded in bulk.

`scale` says how much of everything; `company`, `plan`, `targets`, `values` and `reviewing` make the rows (pure, without a
database); `loading` writes them. The words come from `words`.
"""
