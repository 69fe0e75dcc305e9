-- One row of the whole delivery: received, quarantined, duplicates, rows let through with a warning, findings, records known.
with not_in_force as (
    select record
    from touched
    where ({% if layers %}(layer, row_number) in (select (layer, row_number) from former_before where not gone) or {% endif %}

        (layer = {{ layers | length }} and row_number in (select row_number from former_out)))
),
touched_kept as (
    select count(*) as rows from former_kept where record in (select record from touched)
)
select (select count(*) from content), (select count(*) from whole_kept),
    {{ former.duplicates }} + (select count(*) from copy)
        - (select count(*) from not_in_force) + (select rows from touched_kept),
    (select count(*) from whole_warned), (select count(*) from whole_findings),
    {{ former.records }} + (select count(distinct record) from counted) - (
        select count(distinct record) from touched
        where record in (select record from former_kept)
           or {% if layers %}(layer, row_number) not in (select (layer, row_number) from former_before where not gone) and {% endif %}

              not (layer = {{ layers | length }} and row_number in (select row_number from former_out)))
