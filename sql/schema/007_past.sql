-- A library's history becomes a view of past versions and those in force; its tables' foreign keys, checked value by value, go.
do $$
declare
    found record;
    owned record;
    own text;
begin
    for found in
        select g.oid as golden, h.oid as history, n.nspname as schema, g.relname as entity
        from pg_class h
        join pg_namespace n on n.oid = h.relnamespace
        join pg_class g on g.relnamespace = n.oid and g.relname || '_history' = h.relname and g.relkind = 'r'
        where h.relkind = 'r'
          and exists (select from pg_attribute where attrelid = h.oid and attname = 'valid_to')
          and exists (select from pg_attribute where attrelid = g.oid and attname = 'entity_key')
    loop
        for owned in
            select conrelid::regclass as named, conname from pg_constraint
            where contype = 'f' and conrelid in (found.golden, found.history)
        loop
            execute 'alter table ' || owned.named || ' drop constraint ' || quote_ident(owned.conname);
        end loop;
        execute 'delete from ' || found.history::regclass || ' where valid_to is null';
        execute 'alter table ' || found.history::regclass || ' alter column valid_to set not null';
        execute 'alter table ' || found.history::regclass || ' rename to ' || quote_ident(found.entity || '_past');
        select coalesce(string_agg(', ' || quote_ident(attname), '' order by attnum), '') into own
        from pg_attribute
        where attrelid = found.golden and attnum > 0 and not attisdropped
          and attname not in ('entity_id', 'entity_key', 'known_since', 'build_id', 'valid_from');
        execute 'create view ' || quote_ident(found.schema) || '.' || quote_ident(found.entity || '_history')
            || ' as select entity_id, entity_key, known_since, build_id, valid_from, valid_to' || own
            || ' from ' || quote_ident(found.schema) || '.' || quote_ident(found.entity || '_past')
            || ' union all select entity_id, entity_key, known_since, build_id, valid_from, null' || own
            || ' from ' || quote_ident(found.schema) || '.' || quote_ident(found.entity);
    end loop;
end
$$;
