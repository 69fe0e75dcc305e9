-- Makes `retained`: the records known before on which this delivery has no newer word.
create or replace table retained as
select record from standing
where record not in (select record from counted)
