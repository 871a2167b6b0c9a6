/* @name OpenAccounts
   Opens the accounts that don't exist yet, in one order, or two concurrent calls could deadlock. */
INSERT INTO account (owner, asset)
SELECT DISTINCT w.owner, w.asset FROM unnest(:owners::text[], :assets::text[]) AS w (owner, asset)
 WHERE NOT EXISTS (SELECT FROM account a WHERE a.owner = w.owner AND a.asset = w.asset)
 ORDER BY 2, 1 ON CONFLICT DO NOTHING;

/* @name FindAccounts
   Accounts by their owners and assets, which are two lists of one length. */
SELECT id, owner, asset, posted, held, version FROM account
 WHERE (owner, asset) IN (SELECT * FROM unnest(:owners::text[], :assets::text[]));

/* @name LockAccounts
   Locks accounts in the order that every posting keeps: TOKEN before USD, then by number. */
SELECT id, owner, asset, posted, held, version FROM account
 WHERE (owner, asset) IN (SELECT * FROM unnest(:owners::text[], :assets::text[]))
 ORDER BY asset, id FOR UPDATE;

/* @name AccountsOf
   All accounts of some users. */
SELECT id, owner, asset, posted, held, version FROM account WHERE owner = ANY(:owners::text[]) ORDER BY owner, asset;

/* @name WriteBalance
   Writes an account's balance, unless a later version is there. */
UPDATE account SET posted = :posted, held = :held, version = :version WHERE id = :account AND version < :version;
