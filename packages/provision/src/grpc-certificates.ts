import { X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { certificateAuthority } from "./certificates.ts";

const DAY_MS = 86_400_000;
/** Remaining validity at which a certificate is renewed. */
const RENEW_BEFORE_DAYS = 30;

export function grpcTlsEnvironment(folder: string, name: string): Record<string, string> {
  return {
    GRPC_TLS_CERT_FILE: join(folder, name, "tls.crt"),
    GRPC_TLS_KEY_FILE: join(folder, name, "tls.key"),
    GRPC_TLS_CA_FILE: join(folder, name, "ca.crt"),
  };
}

/**
 * Makes a certificate for each name in its own folder, signed by one authority whose key is not stored, so
 * that nobody can sign more. Certificates valid for another month stay. True if new ones were made.
 */
export function makeGrpcCertificates(folder: string, names: readonly string[], days: number): boolean {
  if (areGood(folder, names)) return false;
  const authority = certificateAuthority("metercast internal", days);
  for (const name of names) {
    const { cert, key } = authority.issue(name);
    const files = grpcTlsEnvironment(folder, name) as Record<
      `GRPC_TLS_${"CERT" | "KEY" | "CA"}_FILE`,
      string
    >;
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(files.GRPC_TLS_KEY_FILE, key, { mode: 0o600 });
    writeFileSync(files.GRPC_TLS_CERT_FILE, cert);
    writeFileSync(files.GRPC_TLS_CA_FILE, authority.cert);
  }
  return true;
}

function areGood(folder: string, names: readonly string[]): boolean {
  const authorities = new Set<string>();
  for (const name of names) {
    const [cert, key, ca] = ["tls.crt", "tls.key", "ca.crt"].map((file) => join(folder, name, file));
    if (!cert || !key || !ca || ![cert, key, ca].every(existsSync)) return false;
    const text = readFileSync(ca, "utf8");
    authorities.add(text);
    const own = new X509Certificate(readFileSync(cert));
    const until = Date.parse(own.validTo) - RENEW_BEFORE_DAYS * DAY_MS;
    if (until < Date.now() || !own.verify(new X509Certificate(text).publicKey)) return false;
  }
  return authorities.size === 1;
}
