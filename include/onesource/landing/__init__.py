"""Batches: fetched, kept as received, counted, held against what was agreed, registered."""
