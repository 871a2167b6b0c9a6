import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { withClient } from "@metercast/provision";
import { afterAll, expect, test } from "vitest";
import { startPostgres } from "./postgres.ts";
import { removePostgres } from "./postgres-binary.ts";

// Below the home folder on purpose: root's is usually closed to the user that must run Postgres.
const folder = mkdtempSync(join(homedir(), ".metercast-postgres-test-"));
afterAll(() => {
  removePostgres(join(folder, "closed"));
  rmSync(folder, { recursive: true, force: true });
});

test("what was committed survives a crash, also where the folder is closed to the Postgres user", async () => {
  const postgres = await startPostgres({ folder: join(folder, "closed") });
  await withClient(postgres.url, async (client) => {
    await client.query("CREATE TABLE kept (id int)");
    await client.query("INSERT INTO kept VALUES (1)");
  });
  await postgres.kill("SIGKILL");
  await postgres.restart();
  const { rows } = await withClient(postgres.url, (client) =>
    client.query("SELECT id, current_setting('fsync') AS fsync FROM kept"),
  );
  expect(rows).toEqual([{ id: 1, fsync: "on" }]);
  await postgres.stop();

  const again = await startPostgres({ folder: join(folder, "closed") });
  expect((await withClient(again.url, (client) => client.query("SELECT id FROM kept"))).rows).toEqual([
    { id: 1 },
  ]);
  await again.stop();
});

test("a broken data folder is one clear sentence", async () => {
  const broken = mkdtempSync(join(tmpdir(), "metercast-broken-"));
  chmodSync(broken, 0o711);
  mkdirSync(join(broken, "data"));
  writeFileSync(join(broken, "data", "PG_VERSION"), "junk\n");
  await expect(startPostgres({ folder: broken })).rejects.toThrow(/is broken \(PG_VERSION is unreadable\)/);
  writeFileSync(join(broken, "data", "PG_VERSION"), "15\n");
  await expect(startPostgres({ folder: broken })).rejects.toThrow(
    /was made by Postgres 15, this is Postgres 18/,
  );
  writeFileSync(join(broken, "data", "PG_VERSION"), "18\n");
  await expect(startPostgres({ folder: broken })).rejects.toThrow(/^Postgres did not start on .*data/);
  rmSync(broken, { recursive: true });
});
