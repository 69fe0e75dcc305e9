-- What the bureau gave to another respondent than the one it would be up to.
select provider, feed, kind, element, was, respondent from discrepancy.transfer
