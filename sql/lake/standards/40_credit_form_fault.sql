-- credit_form_fault(code): which rule of GB 32100-2015 the 18 characters of a credit code break; null where none. The two checks tell on which side a typing error sits.
create or replace macro credit_form_fault(code) as
    case when not organization_code_holds(code, 9)
         then case when credit_check(code) = substr(code, 18) then 'code_organization_check' else 'code_both_checks' end
         when credit_check(code) <> substr(code, 18) then 'code_check'
         when left(code, 1) not in ('1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'N', 'Y') then 'code_authority'
    end
