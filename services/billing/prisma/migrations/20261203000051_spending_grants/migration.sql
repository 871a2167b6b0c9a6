-- What the service may do with spending limits. Without the column of session no viewer could join.
GRANT SELECT, INSERT, UPDATE, DELETE ON spending_limit, spending_warning TO metercast_billing;
GRANT UPDATE (limits_version) ON session TO metercast_billing;
GRANT UPDATE (receipt_url, receipt_at) ON top_up TO metercast_billing;
GRANT EXECUTE ON FUNCTION minutes_before TO metercast_billing;
