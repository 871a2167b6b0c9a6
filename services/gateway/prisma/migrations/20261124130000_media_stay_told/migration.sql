-- When the end of a stay was first told, by our clock: a session that began before that may have begun on the word of the stay.
ALTER TABLE media_stay ADD COLUMN left_told_at timestamptz;
