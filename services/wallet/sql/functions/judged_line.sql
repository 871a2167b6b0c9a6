-- A minute as post_minutes judges it.
CREATE TYPE judged_line AS (
  id uuid, session uuid, minute integer, viewer bigint, creator bigint, stream uuid, tokens integer, cents integer,
  posted bigint, held bigint, version bigint, paid boolean
);
