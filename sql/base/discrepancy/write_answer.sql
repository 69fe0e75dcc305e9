-- What a respondent answers about a finding, in place of what it answered before.
insert into discrepancy.answer (finding_id, respondent, answer, explanation, source, at)
values (cast(:finding_id as uuid), :respondent, :answer, :explanation, :source, :at)
on conflict (finding_id, respondent) do update set
    answer = excluded.answer, explanation = excluded.explanation, source = excluded.source, at = excluded.at,
    spent_at = null
