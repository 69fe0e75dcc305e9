-- The bureau gives to another respondent what :from is asked of one cause; what :from was given itself goes on from there.
insert into discrepancy.transfer (provider, feed, kind, element, was, respondent, at)
select :provider, :feed, :kind, :element, coalesce(
    (select was from discrepancy.transfer
     where (provider, feed, kind, element, respondent) = (:provider, :feed, :kind, :element, :from)
     order by was limit 1), :from), :to, :at
on conflict (provider, feed, kind, element, was) do update set respondent = excluded.respondent, at = excluded.at
