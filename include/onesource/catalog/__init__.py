"""What was declared: providers, feeds, libraries and code lists. The only reader of declarations."""

from onesource.catalog.feed import Feed
from onesource.catalog.library import Library
from onesource.catalog.load import Catalog, Fault, Faulty, Provider, pool

__all__ = ["Catalog", "Fault", "Faulty", "Feed", "Library", "Provider", "pool"]
