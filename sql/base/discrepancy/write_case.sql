-- A case as it stands after its log's last entry.
insert into discrepancy.case (
    case_id, respondent, provider, feed, kind, element, counterparty, phase, owner, due, provisional, rows,
    unanswered, contested, escalated, times_opened, entries, counted_at, moved_at, state)
values (
    :case_id, :respondent, :provider, :feed, :kind, :element, :counterparty, :phase, :owner, :due, :provisional,
    :rows, :unanswered, :contested, :escalated, :times_opened, :entries, :counted_at, :moved_at,
    cast(:state as jsonb))
on conflict (case_id) do update set
    phase = excluded.phase, owner = excluded.owner, due = excluded.due, provisional = excluded.provisional,
    rows = excluded.rows, unanswered = excluded.unanswered, contested = excluded.contested,
    escalated = excluded.escalated, times_opened = excluded.times_opened, entries = excluded.entries,
    counted_at = excluded.counted_at, moved_at = excluded.moved_at, state = excluded.state
