-- Chats with one person whose messages vanish: what is sent there must say so itself.
CREATE TABLE chat_expiration (
  instance_id uuid NOT NULL REFERENCES instance (id) ON DELETE CASCADE,
  -- As WhatsApp named the chat: a phone JID where it was known, else a LID.
  remote_jid  text NOT NULL,
  -- After so many; 0: never.
  seconds     integer NOT NULL,
  -- Unix seconds: a later setting replaces an earlier one, in whichever order they come.
  set_at      bigint NOT NULL,
  PRIMARY KEY (instance_id, remote_jid)
);
