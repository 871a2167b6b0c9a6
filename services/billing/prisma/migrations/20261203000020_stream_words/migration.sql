-- The words of each stream's title, in lower case and without accents, by which admins and viewers find it;
-- bytes are compared, so that a range of the index is a beginning. Ids grow with time: the newest streams of
-- a word are the last of its range. Kept as long as the stream.
CREATE TABLE stream_word (
  word      text COLLATE "C" NOT NULL,
  stream_id uuid             NOT NULL REFERENCES stream (id) ON DELETE CASCADE,
  PRIMARY KEY (word, stream_id)
);

-- Titles that are there already: near enough for words of Latin letters without accents.
INSERT INTO stream_word (word, stream_id)
SELECT DISTINCT left(word, 40), id FROM stream, regexp_split_to_table(lower(title), '[[:space:][:punct:]]+') AS word WHERE word <> ''
ON CONFLICT DO NOTHING;

GRANT SELECT, INSERT ON stream_word TO metercast_billing;
