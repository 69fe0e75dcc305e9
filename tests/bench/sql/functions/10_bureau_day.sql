-- bureau_day(): the day the deliveries are judged on.
create function bureau_day() returns date language sql immutable
return date {{ day | literal }}
