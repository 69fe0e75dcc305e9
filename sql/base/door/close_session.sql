-- Ends a session, by what is kept of it.
delete from door.session where sha256 = :sha256
