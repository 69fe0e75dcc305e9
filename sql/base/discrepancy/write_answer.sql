-- What a respondent answers about findings, in place of what it answered about them before.
insert into discrepancy.answer (finding_id, respondent, answer, explanation, source, at)
select finding_id, :respondent, answer, explanation, :source, :at
from unnest(cast(:ids as uuid[]), cast(:answers as text[]), cast(:explanations as text[]))
    as given (finding_id, answer, explanation)
on conflict (finding_id, respondent) do update set
    answer = excluded.answer, explanation = excluded.explanation, source = excluded.source, at = excluded.at,
    spent_at = null
