"""A small city whose departmental systems really run.

Each department is a module with a system of its own kind: a server that answers,
a machine that files are left on. They know nothing of the product that collects
from them, so nothing here may import it.
"""
