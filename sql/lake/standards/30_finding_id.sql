-- finding_id(…): the id a finding keeps for ever, the same wherever and whenever it is found.
create or replace macro finding_id(kind, provider, feed, library, entity, entity_key, element, rule) as
    md5(concat_ws(chr(31), kind, provider, feed, coalesce(library, '-'), coalesce(entity, '-'),
        coalesce(entity_key, '-'), coalesce(element, '-'), rule))
