-- Makes the empty table `finding`, in the form in which findings are settled.
create or replace table finding (
    finding_id varchar, kind varchar, severity varchar, provider varchar, feed varchar,
    library varchar, entity varchar, entity_key varchar, element varchar, rule varchar,
    provider_value varchar, golden_value varchar, golden_provider varchar, detail varchar,
    batch_id varchar, row_number bigint, waiting boolean)
