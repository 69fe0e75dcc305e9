-- The bureau gives what providers are asked of one cause to another respondent.
insert into discrepancy.transfer (provider, feed, kind, element, respondent, at)
values (:provider, :feed, :kind, :element, :respondent, :at)
on conflict (provider, feed, kind, element) do update set respondent = excluded.respondent, at = excluded.at
