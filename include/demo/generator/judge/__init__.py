"""Says which findings must be open at the end of each day, by an implementation of its own.

It reads what the departments hold, faults included, and the catalogue's declarations;
it knows nothing of which faults were planted, and shares no code with what is tested.
"""
