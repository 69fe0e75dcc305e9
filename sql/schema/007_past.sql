-- A library's history becomes a view of past versions and those in force; its tables' foreign keys, checked value by value, go.
do $$
declare
    found record;
begin
    for found in
        select conrelid::regclass as named, conname
        from pg_constraint
        where contype = 'f' and connamespace::regnamespace::text in (select library from registry.library)
    loop
        execute 'alter table ' || found.named || ' drop constraint ' || quote_ident(found.conname);
    end loop;
    for found in
        select quote_ident(table_schema) || '.' || quote_ident(table_name) as named,
               quote_ident(regexp_replace(table_name, '_history$', '_past')) as past
        from information_schema.tables
        where table_type = 'BASE TABLE' and table_name ~ '_history$'
          and table_schema in (select library from registry.library)
    loop
        execute 'delete from ' || found.named || ' where valid_to is null';
        execute 'alter table ' || found.named || ' alter column valid_to set not null';
        execute 'alter table ' || found.named || ' rename to ' || found.past;
    end loop;
end
$$;
