// npm run backup -- take wallet FOLDER · npm run backup -- restore FOLDER: copies one service's schema into
// a folder, or restores a copy. DATABASE_URL names the database and a role with the rights (to restore: its
// superuser). docs/runbooks/backup-and-restore.md has the procedure.
import { restoreBackup } from "./backup/restore.ts";
import { takeBackup } from "./backup/take.ts";

const USAGE =
  "usage: DATABASE_URL=postgres://… npm run backup -- take wallet ./wallet-backup | restore ./wallet-backup";

function fail(sentence: string): never {
  console.error(`metercast: ${sentence}`);
  process.exit(1);
}

const url = process.env.DATABASE_URL;
const [action, ...rest] = process.argv.slice(2);
try {
  if (!url) fail(`DATABASE_URL is not set. ${USAGE}`);
  if (action === "take" && rest.length === 2) {
    const [service, folder] = rest as [string, string];
    const { takenAt } = await takeBackup(url, service, folder, console.log);
    console.log(`${service} as of ${takenAt} is in ${folder}`);
  } else if (action === "restore" && rest.length === 1) {
    const { service, takenAt } = await restoreBackup(url, rest[0] as string, console.log);
    console.log(`${service} is as it was at ${takenAt}: now replay what came since (docs/runbooks).`);
  } else fail(USAGE);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
