"""Keeps what was collected: the base database, the lake, and the engine for set work."""
