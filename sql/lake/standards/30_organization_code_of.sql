-- organization_code_of(code): the organisation code inside a credit code, its characters 9 to 17 (GB 32100-2015).
create or replace macro organization_code_of(code) as substr(code, 9, 9)
