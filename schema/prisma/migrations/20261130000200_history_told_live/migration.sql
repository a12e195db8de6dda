-- A message of the history that has not come live: when it does, it is told as MESSAGES_UPSERT, once.
ALTER TABLE message ADD COLUMN is_history boolean NOT NULL DEFAULT false;
