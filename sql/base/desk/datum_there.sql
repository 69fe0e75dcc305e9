-- Whether a table or view is there yet: a library's come with its first build.
select to_regclass(:name) is not null as there
