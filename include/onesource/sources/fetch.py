"""Sends a feed's source to its transport."""

from __future__ import annotations

from pathlib import Path

from onesource.catalog.feed import Feed, HttpApi
from onesource.sources import front_end, http_api
from onesource.sources.connections import Connections
from onesource.sources.delivery import Delivery


def fetch(feed: Feed, connections: Connections, folder: Path) -> Delivery:
    """Brings the feed's delivery into `folder`. Raises Refused or Unreachable, as the transport does."""
    connection = connections(feed.source.connection)
    if isinstance(feed.source, HttpApi):
        return http_api.fetch(feed.source, connection, folder)
    return front_end.fetch(feed.source, connection, folder)
