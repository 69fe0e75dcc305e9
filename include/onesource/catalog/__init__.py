"""What was declared: providers, feeds, libraries and code lists. The only reader of declarations."""

from onesource.catalog.channels import Mail, Notices, Reached, Webhook
from onesource.catalog.deadlines import Deadlines, Limits
from onesource.catalog.fault import Fault, Faulty
from onesource.catalog.feed import Feed
from onesource.catalog.library import Library
from onesource.catalog.load import Catalog
from onesource.catalog.provider import Provider, pool

__all__ = [
    "Catalog",
    "Deadlines",
    "Fault",
    "Faulty",
    "Feed",
    "Library",
    "Limits",
    "Mail",
    "Notices",
    "Provider",
    "Reached",
    "Webhook",
    "pool",
]
