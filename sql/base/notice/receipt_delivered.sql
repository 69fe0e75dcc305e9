-- A receipt lies in its provider's inbox.
update notice.receipt set delivered_at = :at where receipt_id = :receipt_id
