-- A token was used on the day :today.
update door.token set used_on = :today where token_id = :token_id
