"""Sends a feed's source to its transport."""

from __future__ import annotations

from pathlib import Path

from onesource.catalog.feed import Feed
from onesource.catalog.source import HttpApi, SqlDatabase
from onesource.errors import Refused
from onesource.sources import front_end, http_api, sql_database
from onesource.sources.changes import Changes
from onesource.sources.connections import Connections
from onesource.sources.delivery import Delivery


def fetch(
    feed: Feed, connections: Connections, folder: Path, watermark: str | None = None
) -> Delivery:
    """Brings the feed's delivery into `folder`: whole, or of mode changes what is later than `watermark`.

    Raises Refused or Unreachable, as the transport does.
    """
    connection = connections(feed.source.connection)
    asked = Changes.of(feed, watermark)
    if isinstance(feed.source, HttpApi):
        return http_api.fetch(feed.source, connection, folder, asked)
    if isinstance(feed.source, SqlDatabase):
        return sql_database.fetch(feed, feed.source, connection, folder, asked)
    return front_end.fetch(feed.source, connection, folder)


def sample(feed: Feed, file: Path, folder: Path) -> Delivery:
    """A delivery made of one local file, as the feed's transport would bring it. Raises Refused."""
    if not file.is_file():
        raise Refused(f"{file} is no file; name a sample of what {feed.provider} delivers")
    if isinstance(feed.source, HttpApi):
        return http_api.sample(feed.source, file, folder)
    if isinstance(feed.source, SqlDatabase):
        return sql_database.sample(feed.source, file, folder)
    return front_end.sample(feed.source, file, folder)
