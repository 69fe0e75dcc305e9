"""Spoils the departments' registers: kinds of faults, how many of each, whom they hit and when."""
