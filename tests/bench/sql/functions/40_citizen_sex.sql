-- citizen_sex(number): male or female, by the 17th of the 18 characters of a citizen number.
create function citizen_sex(number text) returns text language sql immutable
return case when substr(number, 17, 1) in ('1', '3', '5', '7', '9') then 'male'
            when substr(number, 17, 1) in ('0', '2', '4', '6', '8') then 'female' end
