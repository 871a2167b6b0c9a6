-- The audit log is read by who did it and found by the request that did it.
CREATE INDEX audit_log_actor ON audit_log (actor, id);
CREATE INDEX audit_log_request ON audit_log (request_id);

-- Append-only for everybody, the owner of the schema too: rights alone would not stop a migration's slip.
CREATE FUNCTION audit_log_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER audit_log_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION audit_log_keep();
