-- Ends the ruling whose number, the first digits of its id, is :number, by the bureau's own word, where it is one alone.
with meant as (
    select min(cast(ruling_id as text)) as ruling_id
    from registry.ruling
    where ended_at is null and replace(cast(ruling_id as text), '-', '') like :number || '%'
    having count(*) = 1
)
update registry.ruling r set ended_at = :at, ended_by = 'withdrawn'
from meant where r.ruling_id = cast(meant.ruling_id as uuid)
