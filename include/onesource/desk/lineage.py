"""Where data comes from and goes to: departments, feeds, elements, entities, and what consumers read.

Told by the catalogue, as it is in force on a day, and by the rows in force; each view is a few
layers of things, so that it can be walked from one to the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from onesource.catalog import Catalog, Feed
from onesource.desk import catalogue
from onesource.desk.titles import titled

MOST = 40  # feeds beside each other; more are shown as their departments
Kind = Literal["department", "feed", "column", "element", "entity", "served"]


@dataclass(frozen=True)
class Node:
    """A thing. at: the address of its own view; page: of the desk's page about it; none where empty."""

    kind: Kind
    name: str
    title: str
    at: str = ""
    page: str = ""

    @property
    def key(self) -> str:
        """By which it is told from all others."""
        return f"{self.kind}:{self.name}"


@dataclass(frozen=True)
class Edge:
    """That something flows. feeds, rows: how many, where it is told; part: what a source is to an element."""

    start: Node
    end: Node
    feeds: int | None = None
    rows: int | None = None
    part: str = ""
    flows: bool = True


@dataclass
class View:
    """What flows around `about`, None for everything; layers: from where it comes to where it goes."""

    about: Node | None
    layers: list[list[Node]] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)

    def layer(self, nodes: Iterable[Node]) -> list[Node]:
        """Adds a layer, each thing once."""
        self.layers.append(list(dict.fromkeys(nodes)))
        return self.layers[-1]


@dataclass(frozen=True)
class Map:
    """The catalogue on a day; rows: those in force, by feed's path."""

    catalog: Catalog
    day: date
    rows: Mapping[str, int]

    def everything(self) -> View:
        """Departments, the entities they supply, and what consumers read."""
        view, feeds = View(None), list(self.catalog.feeds.values())
        view.layer(self._department(feed.provider) for feed in feeds)
        entities = view.layer(self._entity_of(feed) for feed in feeds)
        view.edges += self._gathered(feeds)
        self._served(view, entities)
        return view

    def department(self, provider: str) -> View | None:
        """A department's feeds and what they supply; None where it is none."""
        feeds = [one for one in self.catalog.feeds.values() if one.provider == provider]
        if provider not in self.catalog.providers:
            return None
        node = self._department(provider)
        view = View(node)
        view.layer([node])
        if len(feeds) > MOST:
            view.layer(self._entity_of(feed) for feed in feeds)
            view.edges += self._gathered(feeds)
            return view
        view.layer(self._feed(feed) for feed in feeds)
        view.layer(self._entity_of(feed) for feed in feeds)
        for feed in feeds:
            view.edges.append(self._flow(node, self._feed(feed), feed))
            view.edges.append(self._flow(self._feed(feed), self._entity_of(feed), feed))
        return view

    def feed(self, path: str) -> View | None:
        """A feed, the elements it tells, and the entity; None where there is none."""
        feed = self.catalog.feeds.get(path)
        if feed is None:
            return None
        node, parts = self._feed(feed), self._parts(feed.supplies.library, feed.supplies.entity)
        view = View(node)
        view.layer([self._department(feed.provider)])
        view.layer([node])
        view.edges.append(self._flow(self._department(feed.provider), node, feed))
        entity = self._entity_of(feed)
        for element in view.layer(self._element(entity, one) for one in feed.supplies.elements):
            part = parts[element.name.rpartition(".")[2]].get(feed.provider, "")
            view.edges.append(self._flow(node, element, feed, part))
            view.edges.append(Edge(element, entity, flows=self._flows([feed])))
        view.layer([entity])
        return view

    def entity(self, library: str, name: str) -> View | None:
        """An entity, the feeds that supply it, and what consumers read; None where there is none."""
        if not self._is_entity(library, name):
            return None
        node, feeds = self._entity(library, name), self.catalog.suppliers(library, name)
        view = View(node)
        if len(feeds) > MOST:
            view.layer(self._department(feed.provider) for feed in feeds)
            view.edges += self._gathered(feeds)
        else:
            departments = (self._department(feed.provider) for feed in feeds)
            view.layer(departments)
            view.layer(self._feed(feed) for feed in feeds)
            for feed in feeds:
                view.edges.append(
                    self._flow(self._department(feed.provider), self._feed(feed), feed)
                )
                view.edges.append(self._flow(self._feed(feed), node, feed))
        view.layer([node])
        self._served(view, [node])
        return view

    def element(self, library: str, entity: str, name: str) -> View | None:
        """An element: by which columns it is told, and whose word stands; None where there is none."""
        if not self._is_entity(library, entity):
            return None
        of = self._entity(library, entity)
        if name not in self.catalog.libraries[library].entities[entity].elements:
            return None
        node, parts = self._element(of, name), self._parts(library, entity)[name]
        telling = [
            feed
            for feed in self.catalog.suppliers(library, entity)
            if name in feed.supplies.elements
        ]
        view = View(node)
        view.layer(self._feed(feed) for feed in telling)
        view.layer(self._column(feed, name) for feed in telling)
        view.layer([node])
        for feed in telling:
            column = self._column(feed, name)
            view.edges.append(self._flow(self._feed(feed), column, feed))
            view.edges.append(self._flow(column, node, feed, parts.get(feed.provider, "")))
        view.layer([of])
        view.edges.append(Edge(node, of, flows=self._flows(telling)))
        return view

    def _served(self, view: View, entities: Sequence[Node]) -> None:
        """What consumers read of entities."""
        view.layer(_served(entity) for entity in entities)
        for entity in entities:
            told = self.catalog.suppliers(*entity.name.split("."))
            view.edges.append(Edge(entity, _served(entity), flows=self._flows(told)))

    def _gathered(self, feeds: Iterable[Feed]) -> list[Edge]:
        """From departments to the entities that their feeds supply, an edge for each pair."""
        many: Counter[tuple[Node, Node]] = Counter()
        rows: Counter[tuple[Node, Node]] = Counter()
        for feed in feeds:
            pair = (self._department(feed.provider), self._entity_of(feed))
            many[pair] += 1
            if feed.path in self.rows:
                rows[pair] += self.rows[feed.path]
        return [
            Edge(*pair, feeds=count, rows=rows.get(pair), flows=pair in rows)
            for pair, count in many.items()
        ]

    def _flow(self, start: Node, end: Node, feed: Feed, part: str = "") -> Edge:
        rows = self.rows.get(feed.path)
        return Edge(start, end, rows=rows, part=part, flows=rows is not None)

    def _flows(self, feeds: Iterable[Feed]) -> bool:
        return any(feed.path in self.rows for feed in feeds)

    def _is_entity(self, library: str, name: str) -> bool:
        declared = self.catalog.libraries.get(library)
        return declared is not None and name in declared.entities

    def _parts(self, library: str, entity: str) -> Mapping[str, Mapping[str, str]]:
        """What each provider is to each element, as the matrix says."""
        told = catalogue.matrix(self.catalog, library, entity, self.day)
        return {row.name: row.parts for row in told.rows} if told else {}

    def _department(self, provider: str) -> Node:
        title = titled(self.catalog, provider)
        return Node("department", provider, title, f"/lineage/departments/{provider}")

    def _feed(self, feed: Feed) -> Node:
        return Node(
            "feed", feed.path, feed.title, f"/lineage/feeds/{feed.path}", f"/feeds/{feed.path}"
        )

    def _column(self, feed: Feed, name: str) -> Node:
        column = feed.contract.columns.get(name)
        called = feed.contract.delivered(name) if column else name
        return Node("column", f"{feed.path}/{called}", called)

    def _entity_of(self, feed: Feed) -> Node:
        return self._entity(feed.supplies.library, feed.supplies.entity)

    def _entity(self, library: str, name: str) -> Node:
        declared = self.catalog.libraries.get(library)
        known = declared.entities.get(name) if declared else None
        place = f"{library}/{name}"
        title = f"{known.title} · {declared.title}" if declared and known else place
        return Node(
            "entity",
            f"{library}.{name}",
            title,
            f"/lineage/entities/{place}",
            f"/catalogue/{place}",
        )

    def _element(self, entity: Node, name: str) -> Node:
        library, _, own = entity.name.partition(".")
        known = self.catalog.libraries[library].entities[own].elements.get(name)
        at = f"/lineage/elements/{library}/{own}/{name}"
        return Node(
            "element", f"{entity.name}.{name}", known.title if known else name, at if known else ""
        )


def _served(entity: Node) -> Node:
    """The view that consumers read."""
    return Node("served", f"{entity.name}_served", f"{entity.name}_served")
