-- Every folder of the lake that counts.
select folder from registry.batch where status <> 'unchanged'
union all
select folder from registry.build
