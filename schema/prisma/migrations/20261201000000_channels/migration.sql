-- Channels are few among many chats, and are listed with the newest first.
CREATE INDEX chat_channel_idx ON chat (instance_id, last_message_at DESC, id DESC)
  WHERE remote_jid LIKE '%@newsletter' AND last_message_at IS NOT NULL;
