-- Makes the empty table `relation`: findings in the form in which they are settled, each raised, waiting or excused.
create or replace table relation (
    finding_id varchar, kind varchar, severity varchar, provider varchar, feed varchar,
    library varchar, entity varchar, entity_key varchar, element varchar, rule varchar,
    provider_value varchar, golden_value varchar, golden_provider varchar, detail varchar,
    batch_id varchar, row_number bigint, standing varchar)
