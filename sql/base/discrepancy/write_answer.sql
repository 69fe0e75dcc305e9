-- What a respondent answers about findings, in place of what it answered about them before.
insert into discrepancy.answer (finding_id, respondent, answer, explanation, source, at, about)
select f.finding_id, :respondent, given.answer, given.explanation, :source, :at,
    discrepancy.about(f.provider_value, f.golden_value)
from unnest(cast(:ids as uuid[]), cast(:answers as text[]), cast(:explanations as text[]))
    as given (finding_id, answer, explanation)
join discrepancy.finding f on f.finding_id = given.finding_id
on conflict (finding_id, respondent) do update set
    answer = excluded.answer, explanation = excluded.explanation, source = excluded.source, at = excluded.at,
    about = excluded.about, spent_at = null, decided_at = null
