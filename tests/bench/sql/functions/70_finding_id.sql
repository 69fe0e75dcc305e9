-- finding_id(…): the id a finding keeps for ever, the same wherever and whenever it is found.
create function finding_id(kind text, provider text, feed text, library text, entity text, entity_key text, element text, rule text) returns uuid
language sql immutable
return md5(concat_ws(chr(31), kind, provider, feed, library, entity, coalesce(entity_key, '-'), coalesce(element, '-'), rule))::uuid
