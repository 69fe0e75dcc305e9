-- How many findings would wait for a grace to pass that neither wait nor are open now, by provider.
select a.provider, count(*) as rows
from found_after a
anti join open_after using (finding_id)
anti join open_before using (finding_id)
anti join (select finding_id from found_before where standing <> 'raised') b on b.finding_id = a.finding_id
where a.standing <> 'raised'
group by a.provider
