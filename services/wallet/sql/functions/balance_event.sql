-- An event of wallet.v1.Balance* in proto3 JSON.
CREATE OR REPLACE FUNCTION balance_event(owner text, available bigint, version bigint) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT convert_to(jsonb_build_object('userId', owner, 'asset', 'ASSET_TOKEN', 'available', available::text, 'version', version::text)::text, 'UTF8')
$$;
