-- What WhatsApp Web needs beyond the foundation.

ALTER TABLE instance ADD COLUMN connection_reason_code text;

ALTER TABLE message
  -- The message in the engine's own form (WhatsApp Web: a WebMessageInfo): for quotes, media, retries, votes.
  ADD COLUMN engine_data bytea,
  ADD COLUMN participant_alt text,
  ADD COLUMN addressing_mode text;
-- Retry receipts, edits and votes name a message by its id alone.
CREATE INDEX message_instance_id_key_id_idx ON message (instance_id, key_id);

-- In groups every member reports for himself.
ALTER TABLE message_update DROP CONSTRAINT message_update_once_key;
ALTER TABLE message_update ADD CONSTRAINT message_update_once_key
  UNIQUE NULLS NOT DISTINCT (instance_id, key_id, status, from_me, participant);

ALTER TABLE chat
  ADD COLUMN archived boolean NOT NULL DEFAULT false,
  ADD COLUMN pinned boolean NOT NULL DEFAULT false,
  -- Unix milliseconds; NULL: not muted.
  ADD COLUMN mute_end_time bigint;

ALTER TABLE contact ADD COLUMN saved_name text;

-- Phone JID and LID of the same contact.
CREATE TABLE identity (
  instance_id uuid NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
  lid         text NOT NULL,
  phone_jid   text NOT NULL,
  updated_at  timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (instance_id, lid),
  CONSTRAINT identity_instance_id_phone_jid_key UNIQUE (instance_id, phone_jid)
);

CREATE TABLE label (
  id            uuid PRIMARY KEY,
  instance_id   uuid NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
  label_id      text NOT NULL,
  name          text NOT NULL,
  color         text NOT NULL,
  predefined_id text,
  created_at    timestamptz(3) NOT NULL DEFAULT now(),
  updated_at    timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT label_instance_id_label_id_key UNIQUE (instance_id, label_id)
);

-- The newest vote of each voter.
CREATE TABLE poll_vote (
  instance_id uuid NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
  poll_key_id text NOT NULL,
  voter       text NOT NULL,
  -- Names of the chosen options, an array.
  options     jsonb NOT NULL,
  -- Unix milliseconds, as WhatsApp gives them: a later vote replaces an earlier one.
  voted_at    bigint NOT NULL,
  PRIMARY KEY (instance_id, poll_key_id, voter)
);

CREATE TABLE proxy (
  instance_id uuid PRIMARY KEY REFERENCES instance (id) ON DELETE CASCADE,
  id          uuid NOT NULL,
  enabled     boolean NOT NULL,
  host        text NOT NULL,
  port        integer NOT NULL,
  protocol    text NOT NULL,
  username    text,
  -- Sealed.
  password    text,
  created_at  timestamptz(3) NOT NULL DEFAULT now(),
  updated_at  timestamptz(3) NOT NULL DEFAULT now()
);

-- Media that are kept here; the bytes lie in the media store.
CREATE TABLE stored_media (
  message_id  uuid PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
  instance_id uuid NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
  store_key   text NOT NULL,
  mimetype    text NOT NULL,
  file_name   text,
  bytes       bigint NOT NULL,
  sha256      bytea NOT NULL,
  created_at  timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX stored_media_instance_id_idx ON stored_media (instance_id);

-- The id and the content under which a send can be repeated.
ALTER TABLE send_attempt
  ADD COLUMN key_id text,
  ADD COLUMN engine_data bytea;
CREATE INDEX send_attempt_instance_id_key_id_idx ON send_attempt (instance_id, key_id);

-- Credentials and keys of WhatsApp Web devices. Values are sealed when ENCRYPTION_KEY is set.
CREATE TABLE web_credentials (
  instance_id uuid PRIMARY KEY REFERENCES instance (id) ON DELETE CASCADE,
  value       bytea NOT NULL,
  updated_at  timestamptz(3) NOT NULL DEFAULT now()
);
CREATE TABLE web_key (
  instance_id uuid NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
  type        text NOT NULL,
  id          text NOT NULL,
  value       bytea NOT NULL,
  PRIMARY KEY (instance_id, type, id)
);

-- What was decrypted: written with the ratchet's step, before WhatsApp is told that it arrived. A row without handled_at has not
-- become events yet; with it, it answers a redelivery of the same ciphertext for a while.
CREATE TABLE decrypted_payload (
  instance_id uuid NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
  -- SHA-256 over author and ciphertext.
  digest      bytea NOT NULL,
  -- Order of arrival.
  position    bigint GENERATED ALWAYS AS IDENTITY,
  -- The stanza without its contents: from, participant, id, t, notify, …
  stanza      jsonb NOT NULL,
  -- Sealed like keys: it may hold some.
  plaintext   bytea NOT NULL,
  received_at timestamptz(3) NOT NULL DEFAULT now(),
  handled_at  timestamptz(3),
  PRIMARY KEY (instance_id, digest)
);
CREATE INDEX decrypted_payload_unhandled_idx ON decrypted_payload (instance_id, position) WHERE handled_at IS NULL;
CREATE INDEX decrypted_payload_received_at_idx ON decrypted_payload (received_at);

-- What WhatsApp said of addresses, so that it is not asked at every send.
CREATE TABLE recipient (
  instance_id uuid NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
  query       text NOT NULL,
  is_known    boolean NOT NULL,
  jid         text NOT NULL,
  lid         text,
  checked_at  timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (instance_id, query)
);
