-- The places (from 1) of the minutes of a batch that name an account which does not exist, or one of the
-- other asset.
CREATE OR REPLACE FUNCTION unknown_lines(p_viewer bigint[], p_creator bigint[]) RETURNS integer[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(t.place::integer), '{}') FROM unnest(p_viewer, p_creator) WITH ORDINALITY AS t (viewer, creator, place)
  WHERE (SELECT a.asset FROM account a WHERE a.id = t.viewer) IS DISTINCT FROM 'TOKEN'
     OR (SELECT a.asset FROM account a WHERE a.id = t.creator) IS DISTINCT FROM 'USD'
$$;
