-- Makes the empty table `finding`: what was found, how it stands (raised, waiting, excused), and from which date of which feed it must be looked at again.
create or replace table finding (
    finding_id varchar, kind varchar, severity varchar, provider varchar, feed varchar,
    library varchar, entity varchar, entity_key varchar, element varchar, rule varchar,
    provider_value varchar, golden_value varchar, golden_provider varchar, detail varchar,
    batch_id varchar, row_number bigint, standing varchar, due_feed varchar, due_on date)
