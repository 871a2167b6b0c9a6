// npm run -s nats-url -- <user>: prints the NATS URL of a user of a running npm start, for trying
// docs/EVENTS.md.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(process.env.METERCAST_HOME || ".metercast", "nats");
const user = process.argv[2] ?? "platform-demo";
try {
  const passwords = JSON.parse(readFileSync(join(folder, "users.json"), "utf8")) as Record<string, string>;
  const listen = /^listen: "(.+)"$/m.exec(readFileSync(join(folder, "nats.conf"), "utf8"))?.[1];
  if (!Object.hasOwn(passwords, user))
    throw new Error(`there is no user ${user}: ${Object.keys(passwords).join(", ")}`);
  console.log(`nats://${user}:${passwords[user]}@${listen}`);
} catch (error) {
  console.error(`metercast: ${error instanceof Error ? error.message : error} (is npm start running?)`);
  process.exit(1);
}
