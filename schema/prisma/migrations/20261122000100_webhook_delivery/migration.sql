-- Delivery of events to webhooks.

-- A webhook outlives its instance until the INSTANCE_DELETE event is delivered or given up, also across a restart: no
-- foreign key. The channel removes the row when nothing of the instance is left to deliver.
ALTER TABLE webhook DROP CONSTRAINT webhook_instance_id_fkey;
-- Counts the changes, so that memory follows the order of commits when two changes overlap.
ALTER TABLE webhook ADD COLUMN version integer NOT NULL DEFAULT 1;

-- What a subscriber has taken beyond its position, in the subscriber's own form. Only the position holds back pruning.
ALTER TABLE subscriber_position ADD COLUMN ahead jsonb;

-- Events that a webhook did not take and that are not tried again. No foreign keys: what is told here outlives the
-- instance and the event. No address and no header: both may be secrets.
CREATE TABLE webhook_failure (
  id               uuid PRIMARY KEY,
  instance_id      uuid NOT NULL,
  instance_name    text,
  event_id         uuid NOT NULL,
  event_type       text,
  -- '' for events of the instance itself.
  chat             text NOT NULL,
  attempts         integer NOT NULL,
  -- HTTP status of the last answer; NULL when there was none.
  status           integer,
  error_code       text NOT NULL,
  message          text NOT NULL,
  first_attempt_at timestamptz(3),
  last_attempt_at  timestamptz(3) NOT NULL,
  CONSTRAINT webhook_failure_event_id_key UNIQUE (event_id)
);
CREATE INDEX webhook_failure_instance_id_last_attempt_at_idx ON webhook_failure (instance_id, last_attempt_at DESC);
CREATE INDEX webhook_failure_last_attempt_at_idx ON webhook_failure (last_attempt_at);
