-- What verified tokens said of the people who called the API: names beside ids, and search. Kept until the
-- person is erased, or not seen for PERSON_RETENTION_DAYS.
CREATE TABLE person (
  user_id       text COLLATE "C" PRIMARY KEY CHECK (length(user_id) BETWEEN 1 AND 128),
  -- Empty: no token has said it.
  name          text        NOT NULL,
  email         text        NOT NULL,
  roles         text[]      NOT NULL,
  -- When the newest token was issued; the epoch where it did not say. Older tokens change nothing.
  issued_at     timestamptz NOT NULL DEFAULT 'epoch',
  first_seen_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at  timestamptz NOT NULL DEFAULT now()
);

-- The beginnings by which a person is found: each pair of words of the name, the address and its words, in
-- lower case and without accents. Bytes are compared, so that a range of the index is a beginning. Written
-- with the person.
CREATE TABLE person_key (
  key     text COLLATE "C" NOT NULL,
  user_id text COLLATE "C" NOT NULL REFERENCES person (user_id) ON DELETE CASCADE,
  PRIMARY KEY (key, user_id)
);
CREATE INDEX person_key_user ON person_key (user_id);

-- What admins wrote about a person. Deleted when the person is erased.
CREATE TABLE person_note (
  -- The same for the same request run again.
  id         uuid        PRIMARY KEY,
  user_id    text        NOT NULL CHECK (length(user_id) BETWEEN 1 AND 128),
  author_id  text        NOT NULL,
  text       text        NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX person_note_user ON person_note (user_id, created_at DESC, id DESC);

GRANT SELECT, INSERT, UPDATE, DELETE ON person TO metercast_gateway;
GRANT SELECT, INSERT, DELETE ON person_key, person_note TO metercast_gateway;
