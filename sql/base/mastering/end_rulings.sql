-- Ends the rulings whose source says otherwise by the build :build_id, and those whose term is over on its day.
update registry.ruling r
set ended_at = :at, ended_by = case when r.ruling_id = any(b.overtaken) then 'source' else 'term' end
from registry.build b
where b.build_id = :build_id and r.library = b.library and r.ended_at is null
  and (r.ruling_id = any(b.overtaken) or r.until < b.as_of)
