-- One row: whether a golden table is still empty and nobody has granted, noted or built anything upon it or its views.
with own as (
    select c.oid, c.reltype, c.relacl, c.relhastriggers, c.relrowsecurity, c.relhassubclass
    from pg_class c
    where c.oid in ('{{ schema }}.{{ table }}'::regclass, '{{ schema }}.{{ table }}_history'::regclass,
                    '{{ schema }}.{{ table }}_served'::regclass)
)
select not exists (select from {{ schema }}.{{ table }})
   and not exists (select from own where relacl is not null or relhastriggers or relrowsecurity or relhassubclass)
   and not exists (select from pg_attribute join own on attrelid = own.oid where attacl is not null)
   and not exists (select from pg_description join own on objoid = own.oid)
   and not exists (select from pg_publication_rel join own on prrelid = own.oid)
   and (select count(*) from pg_index join own on indrelid = own.oid) = 2  -- its keys
   and not exists (
        select from pg_depend d
        join own on d.refobjid in (own.oid, own.reltype)
        where d.deptype = 'n'
          and not exists (
                select from pg_rewrite r
                where r.oid = d.objid and r.ev_class in ('{{ schema }}.{{ table }}_history'::regclass,
                                                         '{{ schema }}.{{ table }}_served'::regclass))) as first
