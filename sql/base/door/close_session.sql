-- Ends a session.
delete from door.session where sha256 = :sha256
