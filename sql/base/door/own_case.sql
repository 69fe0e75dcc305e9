-- Whether a case is one that a provider is asked about, open or closed, or in which it owes the next step.
select exists (
    select from discrepancy.case where case_id = :case_id and (respondent = :provider or owner = :provider)
) as own
