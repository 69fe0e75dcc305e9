-- damerau_levenshtein(one, other): how many letters must be put in, left out, exchanged or swapped to make one of the other.
create function damerau_levenshtein(one text, other text) returns integer language plpgsql immutable strict as $$
declare
    m constant integer := length(one);
    n constant integer := length(other);
    far constant integer := m + n;
    d integer[] := array_fill(far, array[m + 2, n + 2]);  -- d[i + 2][j + 2]: of the first i and j letters
    seen jsonb := '{}';  -- letter → where it was last seen in one
    last_match integer;
    i1 integer;
    j1 integer;
begin
    for i in 0..m loop d[i + 2][2] := i; end loop;
    for j in 0..n loop d[2][j + 2] := j; end loop;
    for i in 1..m loop
        last_match := 0;
        for j in 1..n loop
            i1 := coalesce((seen ->> substr(other, j, 1))::integer, 0);
            j1 := last_match;
            if substr(one, i, 1) = substr(other, j, 1) then last_match := j; end if;
            d[i + 2][j + 2] := least(
                d[i + 1][j + 1] + case when last_match = j then 0 else 1 end,
                d[i + 2][j + 1] + 1, d[i + 1][j + 2] + 1, d[i1 + 1][j1 + 1] + (i - i1 - 1) + 1 + (j - j1 - 1));
        end loop;
        seen := seen || jsonb_build_object(substr(one, i, 1), i);
    end loop;
    return d[m + 2][n + 2];
end
$$
