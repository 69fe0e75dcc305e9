"""A feed's own part of the catalogue is what the whole says of it; no other feed's fault is in its way."""

from __future__ import annotations

import pytest
from catalog.conftest import API, FEED, LIBRARY, Spoilt

from onesource.catalog import Catalog
from onesource.errors import Refused

PATH = "statistics/divisions"


@pytest.mark.parametrize("path", sorted(Catalog.load().feeds))
def test_it_says_what_the_whole_says(path: str):
    whole, own = Catalog.load(), Catalog.around(path)
    library = whole.feed(path).supplies.library

    assert own.feed(path) == whole.feed(path)
    assert own.library(library) == whole.library(library)
    assert own.codes == whole.codes
    assert list(own.feeds) == [path]


def test_another_feed_s_fault_is_in_nobody_s_way(spoilt: Spoilt):
    spoilt.change(API, lambda feed: feed.pop("contract"))

    assert Catalog.around(PATH, spoilt.folder).feed(PATH) == Catalog.load().feed(PATH)


@pytest.mark.parametrize(
    "file_and_fault",
    [
        (FEED, lambda feed: feed["supplies"].update(library="nothing")),
        (FEED, lambda feed: feed["supplies"]["elements"].append("nothing")),
        (FEED, lambda feed: feed.pop("contract")),
    ],
)
def test_its_own_fault_counts(spoilt: Spoilt, file_and_fault):
    spoilt.change(*file_and_fault)

    with pytest.raises(Refused, match=f"feed {PATH} is not declared"):
        Catalog.around(PATH, spoilt.folder).feed(PATH)


def test_a_faulty_library_is_left_out(spoilt: Spoilt):
    spoilt.change(LIBRARY, lambda library: library.pop("entities"))

    with pytest.raises(Refused, match="library geospatial is not declared"):
        Catalog.around(PATH, spoilt.folder).library("geospatial")
