import { openDatabase } from "../src/adapters/postgres/database.ts";
import { postgresLedger } from "../src/adapters/postgres/ledger/ledger.ts";
import { postgresReserveDays } from "../src/adapters/postgres/ledger/reserve-days.ts";
import { configuredTerms } from "../src/domain/earnings-policy.ts";
import { placeReserve } from "../src/usecases/place-reserve.ts";
import { releaseReserve } from "../src/usecases/release-reserve.ts";

/**
 * The reserve's jobs of one replica, until nothing is left to do: a process of its own, so that a failpoint
 * kills it. Arguments: the wallet's database, and the time in milliseconds.
 */
const [url = "", now = ""] = process.argv.slice(2);
const database = openDatabase(url, 2);
const ports = {
  ledger: postgresLedger(database, { lowBelow: 10n, partitionHours: 24 }),
  reserveDays: postgresReserveDays(database),
  relay: { wake: () => undefined },
  clock: { now: () => Number(now) },
  configuredTerms: configuredTerms(0),
};
let place = await placeReserve(ports, undefined);
while (place) place = await placeReserve(ports, place);
while ((await releaseReserve(ports)) === "again");
await database.$disconnect();
