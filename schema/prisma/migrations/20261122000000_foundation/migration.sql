-- The runner has made the schema "waxwing" and put it first on the search_path: names stand unqualified.
-- Ids are UUIDv7, made by the server. Times are timestamptz(3): what JavaScript's Date can hold.

CREATE TABLE instance (
  id                        uuid PRIMARY KEY,
  name                      text NOT NULL,
  integration               text NOT NULL,
  connection_state          text NOT NULL,
  number                    text,
  business_id               text,
  owner_jid                 text,
  profile_name              text,
  profile_pic_url           text,
  token_hash                bytea NOT NULL,
  engine_credentials        text,
  disconnection_reason_code integer,
  disconnection_reason      text,
  disconnected_at           timestamptz(3),
  settings                  jsonb NOT NULL,
  -- Kept with the rows' own transactions, so that a list of instances needs no count over millions of messages.
  message_count             bigint NOT NULL DEFAULT 0,
  chat_count                bigint NOT NULL DEFAULT 0,
  contact_count             bigint NOT NULL DEFAULT 0,
  created_at                timestamptz(3) NOT NULL DEFAULT now(),
  updated_at                timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT instance_name_key UNIQUE (name),
  CONSTRAINT instance_token_hash_key UNIQUE (token_hash),
  CONSTRAINT instance_connection_state_check CHECK (connection_state IN ('open', 'close', 'connecting'))
);
CREATE INDEX instance_integration_number_idx ON instance (integration, number);

-- One row an instance: locked while its next event sequence is assigned, so that sequence order is commit order.
CREATE TABLE event_stream (
  instance_id   uuid PRIMARY KEY REFERENCES instance (id) ON DELETE CASCADE,
  last_sequence bigint NOT NULL DEFAULT 0
);

-- The event log. Readers go by (transaction_id, position) and stop below pg_snapshot_xmin(pg_current_snapshot()): a
-- number taken before the commit is not the order of commits. No foreign key: events outlive their instance, since its
-- deletion is itself an event that must still be delivered.
CREATE TABLE event (
  id             uuid NOT NULL,
  transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
  position       bigint GENERATED ALWAYS AS IDENTITY,
  instance_id    uuid NOT NULL,
  instance_name  text NOT NULL,
  sequence       bigint NOT NULL,
  type           text NOT NULL,
  data           jsonb NOT NULL,
  sender         text,
  occurred_at    timestamptz(3) NOT NULL,
  PRIMARY KEY (transaction_id, position),
  CONSTRAINT event_id_key UNIQUE (id),
  CONSTRAINT event_instance_id_sequence_key UNIQUE (instance_id, sequence)
);
CREATE INDEX event_occurred_at_idx ON event (occurred_at);

CREATE TABLE subscriber_position (
  subscriber     text PRIMARY KEY,
  transaction_id xid8 NOT NULL,
  position       bigint NOT NULL,
  updated_at     timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE chat (
  id              uuid PRIMARY KEY,
  instance_id     uuid NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
  remote_jid      text NOT NULL,
  name            text,
  labels          jsonb,
  unread_messages integer NOT NULL DEFAULT 0,
  last_message_at timestamptz(3),
  created_at      timestamptz(3) NOT NULL DEFAULT now(),
  updated_at      timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT chat_instance_id_remote_jid_key UNIQUE (instance_id, remote_jid)
);
CREATE INDEX chat_instance_id_last_message_at_idx ON chat (instance_id, last_message_at DESC);

CREATE TABLE contact (
  id              uuid PRIMARY KEY,
  instance_id     uuid NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
  remote_jid      text NOT NULL,
  push_name       text,
  profile_pic_url text,
  created_at      timestamptz(3) NOT NULL DEFAULT now(),
  updated_at      timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT contact_instance_id_remote_jid_key UNIQUE (instance_id, remote_jid)
);

CREATE TABLE message (
  id                uuid PRIMARY KEY,
  instance_id       uuid NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
  key_id            text NOT NULL,
  remote_jid        text NOT NULL,
  from_me           boolean NOT NULL,
  -- '' and not NULL outside groups: a unique constraint would let NULLs repeat.
  participant       text NOT NULL DEFAULT '',
  remote_jid_alt    text,
  push_name         text,
  message_type      text NOT NULL,
  message           jsonb NOT NULL,
  context_info      jsonb,
  source            text NOT NULL,
  status            text NOT NULL,
  -- Unix seconds, as WhatsApp gives them.
  message_timestamp bigint NOT NULL,
  webhook_url       text,
  created_at        timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT message_key_key UNIQUE (instance_id, key_id, remote_jid, from_me, participant)
);
CREATE INDEX message_instance_id_message_timestamp_id_idx ON message (instance_id, message_timestamp DESC, id DESC);
CREATE INDEX message_instance_id_remote_jid_message_timestamp_id_idx
  ON message (instance_id, remote_jid, message_timestamp DESC, id DESC);

CREATE TABLE message_update (
  id          uuid PRIMARY KEY,
  instance_id uuid NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
  -- NULL while the message is unknown here: a status may overtake the answer to its send.
  message_id  uuid REFERENCES message (id) ON DELETE CASCADE,
  key_id      text NOT NULL,
  remote_jid  text NOT NULL,
  from_me     boolean NOT NULL,
  participant text,
  status      text NOT NULL,
  error       jsonb,
  -- The send_attempt that WhatsApp brought back with the status; no foreign key, since attempts go with their outcome.
  attempt_id  uuid,
  occurred_at timestamptz(3) NOT NULL,
  created_at  timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT message_update_once_key UNIQUE (instance_id, key_id, status, from_me)
);
-- The cascade from message looks here for every deleted row.
CREATE INDEX message_update_message_id_idx ON message_update (message_id);
CREATE INDEX message_update_attempt_id_idx ON message_update (attempt_id) WHERE message_id IS NULL;

-- Written before a send leaves and removed with its outcome: what is left after a crash is a send in doubt.
CREATE TABLE send_attempt (
  id             uuid PRIMARY KEY,
  instance_id    uuid NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
  run_id         uuid NOT NULL,
  operation      text NOT NULL,
  remote_jid     text NOT NULL,
  message        jsonb NOT NULL,
  state          text NOT NULL,
  idempotency_id uuid,
  created_at     timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT send_attempt_state_check CHECK (state IN ('sending', 'unknown'))
);
CREATE INDEX send_attempt_state_idx ON send_attempt (state);
CREATE INDEX send_attempt_instance_id_idx ON send_attempt (instance_id);

CREATE TABLE idempotency_record (
  id          uuid PRIMARY KEY,
  caller      text NOT NULL,
  operation   text NOT NULL,
  instance_id uuid,
  key_hash    bytea NOT NULL,
  body_hash   bytea NOT NULL,
  run_id      uuid NOT NULL,
  state       text NOT NULL,
  answer      jsonb,
  error       jsonb,
  created_at  timestamptz(3) NOT NULL DEFAULT now(),
  expires_at  timestamptz(3) NOT NULL,
  CONSTRAINT idempotency_record_scope_key UNIQUE NULLS NOT DISTINCT (caller, operation, instance_id, key_hash),
  CONSTRAINT idempotency_record_state_check CHECK (state IN ('running', 'done', 'unknown'))
);
CREATE INDEX idempotency_record_expires_at_idx ON idempotency_record (expires_at);

CREATE TABLE webhook (
  id          uuid PRIMARY KEY,
  instance_id uuid NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
  url         text NOT NULL,
  headers     jsonb,
  enabled     boolean NOT NULL,
  events      jsonb NOT NULL,
  by_events   boolean NOT NULL,
  base64      boolean NOT NULL,
  created_at  timestamptz(3) NOT NULL DEFAULT now(),
  updated_at  timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT webhook_instance_id_key UNIQUE (instance_id)
);
