-- Forgets what a batch failed, before it is registered anew.
delete from registry.result where batch_id = :batch_id
