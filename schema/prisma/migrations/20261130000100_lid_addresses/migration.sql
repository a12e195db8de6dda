-- When the phone number behind a LID becomes known, rows under the LID move to it. They are few, and found by these.
CREATE INDEX message_lid_participant_idx ON message (instance_id, participant) WHERE participant LIKE '%@lid';
CREATE INDEX message_update_lid_chat_idx ON message_update (instance_id, remote_jid) WHERE remote_jid LIKE '%@lid';
CREATE INDEX message_update_lid_participant_idx ON message_update (instance_id, participant)
  WHERE participant LIKE '%@lid';
CREATE INDEX poll_vote_lid_voter_idx ON poll_vote (instance_id, voter) WHERE voter LIKE '%@lid';
