"""The steps of a datum's way, each one call that can be run again: what a scheduled task does.

The rooms are put together here and nowhere else; no scheduler is needed to run a step.
"""
