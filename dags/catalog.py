"""Shows a faulty catalogue where operators look: as this file's import error, with every fault.

Holds no DAG. The other DAG files leave out what is faulty and go on with the rest.
"""

from __future__ import annotations

from onesource.catalog import Catalog

Catalog.load()
