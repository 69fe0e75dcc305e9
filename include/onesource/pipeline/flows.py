"""What each step of a feed and of a library reads and writes, as OpenLineage names it, down to its columns.

delivery (onesource://<provider>) → landed and accepted (onesource://lake) → golden
(onesource://lake) → the tables of the base database. Names and counts alone, nobody's values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from openlineage.client.event_v2 import InputDataset, OutputDataset
from openlineage.client.facet_v2 import (
    DatasetFacet,
    InputDatasetFacet,
    OutputDatasetFacet,
    column_lineage_dataset,
    data_quality_metrics_input_dataset,
    dataset_version_dataset,
    output_statistics_output_dataset,
    schema_dataset,
)

from onesource import clock
from onesource.catalog import Catalog, Feed, Library
from onesource.catalog.library import in_force
from onesource.store.base import Base
from onesource.store.sql import statement

LAKE = "onesource://lake"
Sources = Mapping[str, list[column_lineage_dataset.InputField]]


@dataclass
class Flow:
    """What a step read and wrote."""

    inputs: list[InputDataset] = field(default_factory=list)
    outputs: list[OutputDataset] = field(default_factory=list)


def of(base: Base, dag: str, task: str) -> Flow:
    """What a task of a feed or of a library reads and writes; nothing for any other."""
    kind, _, name = dag.partition(".")
    catalog = Catalog.readable()
    if kind == "feed":
        return _feed(base, catalog.feeds[name.replace(".", "/")], task)
    if kind == "library":
        return _library(base, catalog, catalog.libraries[name], task)
    return Flow()


def _feed(base: Base, feed: Feed, task: str) -> Flow:
    columns, landed = feed.contract.columns, f"{feed.path}/landed"
    delivery = (f"onesource://{feed.provider}", feed.name)
    if task == "land":
        told = {name: [_field(*delivery, feed.contract.delivered(name))] for name in columns}
        delivered = [feed.contract.delivered(name) for name in columns]
        read = InputDataset(*delivery, facets={"schema": _schema(delivered)})
        return Flow([read], [_written(LAKE, landed, told)])
    rows = base.rows(
        statement("base/pipeline/latest_batch"), provider=feed.provider, feed=feed.name
    )
    batch = rows[0] if rows and task == "accept" else {}
    seen: dict[str, InputDatasetFacet] = {}
    if batch:
        quality = data_quality_metrics_input_dataset.DataQualityMetricsInputDatasetFacet
        seen["dataQualityMetrics"] = quality({}, rowCount=batch["received"])
    flow = Flow([InputDataset(LAKE, landed, inputFacets=seen)])
    if task == "accept":
        told = {name: [_field(LAKE, landed, name)] for name in columns}
        flow.outputs.append(
            _written(LAKE, feed.path, told, batch.get("accepted"), batch.get("batch_id"))
        )
    return flow


def _library(base: Base, catalog: Catalog, library: Library, task: str) -> Flow:
    golden = {name: f"{library.name}.{name}" for name in library.entities}
    if task == "master":
        feeds = catalog.suppliers(library.name)
        written = [
            _written(LAKE, place, _told(library, name, feeds)) for name, place in golden.items()
        ]
        return Flow([InputDataset(LAKE, feed.path) for feed in feeds], written)
    read = [InputDataset(LAKE, place) for place in golden.values()]
    if task != "publish":
        return Flow(read)
    url = base.engine.url
    database = f"postgres://{url.host}:{url.port or 5432}"
    tables = []
    for name, place in golden.items():
        told = {one: [_field(LAKE, place, one)] for one in library.entities[name].elements}
        tables.append(_written(database, f"{url.database}.{place}", told))
    return Flow(read, tables)


def _told(library: Library, entity: str, feeds: Iterable[Feed]) -> Sources:
    """By which columns each element is told: directly where their word may stand, else as compared."""
    own, found = [feed for feed in feeds if feed.supplies.entity == entity], {}
    for name, element in library.entities[entity].elements.items():
        stands = {term.provider for term in in_force(element.authority, clock.today())}
        stands |= set(element.fallbacks)
        found[name] = [
            _field(LAKE, feed.path, name, direct=feed.provider in stands)
            for feed in own
            if name in feed.supplies.elements
        ]
    return found


def _written(
    namespace: str, name: str, told: Sources, rows: int | None = None, version: str | None = None
) -> OutputDataset:
    lineage = column_lineage_dataset.ColumnLineageDatasetFacet(
        {one: column_lineage_dataset.Fields(sources) for one, sources in told.items() if sources}
    )
    facets: dict[str, DatasetFacet] = {"schema": _schema(told), "columnLineage": lineage}
    if version:
        facets["version"] = dataset_version_dataset.DatasetVersionDatasetFacet(version)
    counted = output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(rowCount=rows)
    outputs: dict[str, OutputDatasetFacet] = {} if rows is None else {"outputStatistics": counted}
    return OutputDataset(namespace, name, outputs, facets=facets)


def _schema(names: Iterable[str]) -> schema_dataset.SchemaDatasetFacet:
    return schema_dataset.SchemaDatasetFacet(
        [schema_dataset.SchemaDatasetFacetFields(name) for name in names]
    )


def _field(
    namespace: str, name: str, column: str, direct: bool = True
) -> column_lineage_dataset.InputField:
    how = ("DIRECT", "IDENTITY") if direct else ("INDIRECT", "CONDITIONAL")
    way = column_lineage_dataset.Transformation(*how)
    return column_lineage_dataset.InputField(namespace, name, column, [way])
