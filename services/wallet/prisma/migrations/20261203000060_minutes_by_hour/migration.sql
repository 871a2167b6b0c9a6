-- Finds the batches of an hour. Batches are written in the order of time, so a few pages of this index do
-- for millions of them, and writing one costs a posting next to nothing.
CREATE INDEX minute_batch_posted ON minute_batch USING brin (posted_at) WITH (pages_per_range = 16, autosummarize = on);
