-- citizen_number_of(number, digits): the 18 characters of a citizen number where they break no rule, the first 17 being `digits`; else null.
create or replace macro citizen_number_of(number, digits) as
    case when citizen_fault_of(number, digits) is null then number end
