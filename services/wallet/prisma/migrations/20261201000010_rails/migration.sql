-- The service opens the platform accounts of new rails when it starts: their list is code (packages/rails).
-- It can't open one with a balance.
GRANT INSERT (name, asset) ON platform_account TO metercast_wallet;
