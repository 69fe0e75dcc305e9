-- Of `{{ open }}`, what is up to the authority: two others say the same against it, or the estimate gave it that and it stays the authority.
from told_twice
union
select finding_id, authority
from estimated
semi join (select finding_id, golden_provider as authority from {{ open }}) using (finding_id, authority)
