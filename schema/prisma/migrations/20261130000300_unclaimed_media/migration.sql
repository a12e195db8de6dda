-- Files of the media store to which perhaps no row leads: those that are being written, and those whose rows are gone. A sweep
-- removes what is not in stored_media when the time has come.
CREATE TABLE unclaimed_media (
  store_key   text PRIMARY KEY,
  check_after timestamptz(3) NOT NULL
);
CREATE INDEX unclaimed_media_check_after_idx ON unclaimed_media (check_after);
CREATE INDEX stored_media_store_key_idx ON stored_media (store_key);

-- Rows go with their messages, chats and instances: here, none is missed, and all in the same transaction. A row that is there
-- is updated and not left alone, so that a sweep that looks at it has ended before.
CREATE FUNCTION unclaim_media() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  INSERT INTO unclaimed_media (store_key, check_after)
  SELECT DISTINCT store_key, now() FROM gone
  ON CONFLICT (store_key) DO UPDATE SET check_after = GREATEST(unclaimed_media.check_after, EXCLUDED.check_after);
  RETURN NULL;
END $$;
CREATE TRIGGER stored_media_unclaim AFTER DELETE ON stored_media
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION unclaim_media();
