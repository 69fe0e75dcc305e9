-- Adds to the audit log.
insert into audit.entry (at, who, roles, act, about, purpose)
values (:at, :who, cast(:roles as text[]), :act, :about, :purpose)
