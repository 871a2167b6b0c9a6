// node scripts/certificates.ts <folder> <name> …: makes certificates for mutual TLS between the services of
// one machine, in <folder>/<name>/{tls.crt,tls.key,ca.crt}. Certificates that are valid for another month
// stay.
import { makeGrpcCertificates } from "../packages/provision/src/index.ts";

/** Only `docker compose up` in the last month renews them. */
const DAYS = 3_650;

const [folder, ...names] = process.argv.slice(2);
if (folder === undefined || names.length === 0) {
  console.error("metercast: certificates <folder> <name> …");
  process.exit(1);
}
try {
  const made = makeGrpcCertificates(folder, names, DAYS);
  console.log(made ? `certificates made: ${names.join(", ")}` : "the certificates are there");
} catch (error) {
  console.error(`metercast: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
