// Makes the certificates with which the services of one machine speak mutual TLS: node scripts/certificates.ts <folder> <name> …
// Each name gets <folder>/<name>/{tls.crt,tls.key,ca.crt}. What is there and good for another month stays.
import { makeGrpcCertificates } from "../packages/testkit/src/grpc-certificates.ts";

/** compose.yaml makes new ones when it is brought up in the last month; nothing else would. */
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
