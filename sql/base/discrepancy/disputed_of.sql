-- Of conflicts of one library given as JSON (:told), those in which two providers say the same against an authority: each with that authority.
{% set findings %}(
    select *, 'open' as status, 'conflict' as kind, cast(:library as text) as library from json_to_recordset(cast(:told as json)) as given (
        finding_id text, provider text, entity text, entity_key text, element text, golden_provider text, provider_value text))
{%- endset %}
select unnest(ids) as finding_id, golden_provider as authority
from (
    {% include "base/discrepancy/disputed.sql" %}
) disputed
