-- parcel_of(value): the code of the parcel a real-estate unit stands on: the first 19 characters of its code; null where it is none.
create or replace macro parcel_of(value) as left(unit_code(value), 19)
