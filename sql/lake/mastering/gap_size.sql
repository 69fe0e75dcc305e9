-- One row: how many entities a feed lacks, of how many it claims to hold.
select (select count(*) from gap), (select count(*) from covered)
