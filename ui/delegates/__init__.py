"""Painters of rows: one for each kind of list."""
