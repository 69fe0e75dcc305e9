"""Judges single rows: the contract's types and codes, then the feed's suite of expectations.

Great Expectations is imported in this room alone, told to send nothing anywhere
and to keep the story of its own making to itself.
"""

import logging
import os

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
logging.getLogger("great_expectations").setLevel(logging.WARNING)
