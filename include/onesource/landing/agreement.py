"""Holds a delivery against what was agreed: the manifest, the columns, the size.

Each rule refuses the delivery as a whole; single rows are judged by quality.
"""

from __future__ import annotations

from onesource.catalog import Feed
from onesource.errors import Refused
from onesource.sources.delivery import Delivery, sha256_file


def declared(delivery: Delivery) -> None:
    """Raises Refused where the transport found a fault or the manifest names other bytes."""
    if delivery.fault is not None:
        raise delivery.fault
    agreed = delivery.declared.sha256
    if agreed is None:
        return
    file = delivery.data[0]
    found = sha256_file(file.path)
    if found != agreed:
        raise Refused(
            f"{file.name} has SHA-256 {found[:12]}…, its manifest says {agreed[:12]}…; "
            "the file was cut off or changed after the manifest: deliver both again",
            rule="manifest_sha256",
            file=file.name,
        )


def rows(delivery: Delivery, received: int) -> None:
    """Raises Refused where the sender declared another number of rows, or the whole is nothing."""
    agreed = delivery.declared.rows
    if agreed is not None and agreed != received:
        raise Refused(
            f"{received} rows arrived, {agreed} were declared; "
            "part of the delivery is missing or doubled: deliver it again",
            rule="row_count",
            declared=agreed,
            received=received,
        )
    if received == 0 and delivery.whole:
        raise no_rows()


def no_rows() -> Refused:
    """The refusal of a delivery without rows."""
    return Refused("the delivery has no rows; deliver it again", rule="no_rows")


def columns(feed: Feed, delivered: list[str]) -> None:
    """Raises Refused naming the columns that are missing, or that nobody agreed on."""
    agreed = feed.contract.agreed()
    missing = sorted(agreed - set(delivered))
    if missing:
        raise Refused(
            f"column {', '.join(missing)} is missing; deliver it, or change the agreement "
            f"in feeds/{feed.path}.yaml",
            rule="missing_column",
            columns=missing,
        )
    unknown = sorted(set(delivered) - agreed)
    if unknown and feed.contract.unknown_columns == "refuse":
        raise Refused(
            f"column {', '.join(unknown)} was not agreed on; leave it out, or agree on it "
            f"in feeds/{feed.path}.yaml",
            rule="unknown_column",
            columns=unknown,
        )


def volume(feed: Feed, received: int, in_force: int | None) -> None:
    """Raises Refused where the size leaves the feed's declared bounds.

    in_force: rows received in the batch in force, None where there is none yet.
    """
    bounds = feed.volume
    lowest, highest = bounds.at_least, None
    if in_force is not None:
        lowest = max(lowest, round(in_force * (1 - bounds.drop)))
        highest = round(in_force * (1 + bounds.rise))
    if received >= lowest and (highest is None or received <= highest):
        return
    change = f", {received / in_force - 1:+.0%} against the batch in force" if in_force else ""
    raise Refused(
        f"{received} rows{change}; agreed are {lowest} to {highest or 'any number'} "
        f"({bounds.reason}): deliver it whole, or, where the change is right, widen `volume` "
        f"in feeds/{feed.path}.yaml with the reason and clear the task",
        rule="volume",
        received=received,
        in_force=in_force,
    )


def changes(feed: Feed, changed: int, records: int | None) -> None:
    """Raises Refused where a larger share of the records changed at once than was agreed.

    changed: rows that were not seen before. records: how many are known.
    """
    bounds = feed.volume
    if records is None or changed <= max(bounds.at_least, round(records * bounds.rise)):
        return
    raise Refused(
        f"{changed} rows changed of {records} records; agreed are {bounds.rise:.0%} at once "
        f"({bounds.reason}): deliver what really changed, or, where so much did, widen `volume` "
        f"in feeds/{feed.path}.yaml with the reason and clear the task",
        rule="too_many_changes",
        received=changed,
        in_force=records,
    )
