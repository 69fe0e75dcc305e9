-- license_check(code): the check character to an e-licence identifier's type, issuer, serial and version (GB/T 36904-2018: ISO 7064, MOD 37,36, without dots and prefix).
create or replace macro license_check(code) as
    substr('0ZYXWVUTSRQPONMLKJIHGFEDCBA987654321', list_reduce(
        list_transform(string_split(replace(regexp_replace(code, '^1\.2\.156\.3005\.2\.|\.[0-9A-Z]$', '', 'g'), '.', ''), ''),
            lambda letter: instr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', letter) - 1),
        lambda product, part: ((product + part + 35) % 36 + 1) * 2 % 37, 36), 1)
