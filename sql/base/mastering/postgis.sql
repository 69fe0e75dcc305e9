-- One row: whether PostGIS is installed in this database, and whether it could be by us.
select exists (select from pg_extension where extname = 'postgis') as installed,
    exists (
        select from pg_available_extension_versions v, pg_roles r
        where v.name = 'postgis' and r.rolname = current_user
          and (r.rolsuper or (v.trusted and has_database_privilege(current_database(), 'create')))
    ) as possible
