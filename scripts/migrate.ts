// npm run migrate [-- service …], with DATABASE_URL: creates the database, the services' roles and schemas,
// and applies their migrations. If the role in DATABASE_URL may not create roles, they must exist; it has to
// own the database. <SERVICE>_DATABASE_PASSWORD sets a role's password; missing ones are generated once and
// kept in METERCAST_HOME/roles.json.
import { join } from "node:path";
import { migrate, serviceSchemas } from "../packages/provision/src/index.ts";

const adminUrl = process.env.DATABASE_URL;
if (adminUrl === undefined || adminUrl === "") {
  console.error(
    "metercast: DATABASE_URL is not set: the URL of the database to migrate, with a role that may create roles and schemas.",
  );
  process.exit(1);
}
const passwords: Record<string, string> = {};
for (const { service } of serviceSchemas()) {
  const given = process.env[`${service.toUpperCase()}_DATABASE_PASSWORD`];
  if (given !== undefined && given !== "") passwords[service] = given;
}
try {
  const passwordFile = join(process.env.METERCAST_HOME ?? ".metercast", "roles.json");
  const services = process.argv.slice(2);
  const { migrated } = await migrate({
    adminUrl,
    passwords,
    passwordFile,
    ...(services.length > 0 && { services }),
    log: console.log,
  });
  console.log(migrated.length === 0 ? "nothing to migrate" : `migrated: ${migrated.join(", ")}`);
} catch (error) {
  console.error(`metercast: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
