-- WhatsApp delivers an edit again when it has no receipt for it, also after later ones.
ALTER TABLE message ADD COLUMN edited_at_ms BIGINT;
