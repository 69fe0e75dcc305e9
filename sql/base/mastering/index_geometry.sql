-- Makes a golden table's geometries findable by where they are.
create index if not exists {{ table }}_{{ element }} on {{ schema }}.{{ table }} using gist ({{ element }})
