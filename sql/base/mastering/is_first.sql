-- One row: whether a golden table is still empty and neither it nor its history is granted to anyone or built upon.
select not exists (select from {{ schema }}.{{ table }})
   and not exists (
        select from pg_class c
        where c.oid in ('{{ schema }}.{{ table }}'::regclass, '{{ schema }}.{{ table }}_history'::regclass)
          and (c.relacl is not null or c.relhastriggers or c.relrowsecurity))
   and not exists (
        select from pg_depend d
        join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
        where d.refobjid in ('{{ schema }}.{{ table }}'::regclass, '{{ schema }}.{{ table }}_history'::regclass)
          and r.ev_class <> '{{ schema }}.{{ table }}_history'::regclass) as first
