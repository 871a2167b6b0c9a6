-- What the platform's accounts come to over the years is more than 64 bits may carry: enough maximal credits would stop the folding.
ALTER TABLE platform_account ALTER folded TYPE numeric;

-- What the last look at a closed partition found stays known until another look finds it right: only one of them is read in a run.
ALTER TABLE closed_partition
  ADD wrong       bigint NOT NULL DEFAULT 0,
  ADD detail      text   NOT NULL DEFAULT '',
  ADD fingerprint text   NOT NULL DEFAULT '';
GRANT UPDATE (wrong, detail, fingerprint) ON closed_partition TO metercast_wallet;
