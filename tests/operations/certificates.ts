import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client, credentials } from "@grpc/grpc-js";
import { certificateAuthority, SERVICE_NAMES, type ServiceName } from "@metercast/provision";

type Name = "old" | "next";

/** The files of services that speak mutual TLS, and two authorities to sign them. */
export interface Certificates {
  /** GRPC_TLS_… of a service. */
  environment(service: ServiceName): Record<string, string>;
  /** Writes the authorities that everybody shall trust. */
  trust(...names: Name[]): void;
  /** Writes each service a new certificate of this authority, and its key. */
  use(name: Name): void;
  /**
   * Whether a server answers who shows a certificate of this authority (and would believe the server's own,
   * any signer).
   */
  letsIn(service: ServiceName, address: string, name: Name): Promise<boolean>;
  /** Whether a server shows a certificate of this authority. */
  shows(service: ServiceName, address: string, name: Name): Promise<boolean>;
}

/** Shorter than any test waits, and long enough for a handshake on a busy machine. */
const DEADLINE_MS = 10_000;

export function makeCertificates(folder: string): Certificates {
  const authorities = {
    old: certificateAuthority("the old authority"),
    next: certificateAuthority("the next authority"),
  };
  const callers = { old: authorities.old.issue("a-test"), next: authorities.next.issue("a-test") };
  const bundle = (...names: Name[]) => names.map((name) => authorities[name].cert).join("");
  const file = (name: string) => join(folder, name);
  const trust: Certificates["trust"] = (...names) => writeFileSync(file("ca.pem"), bundle(...names));
  const use: Certificates["use"] = (name) => {
    for (const service of SERVICE_NAMES) {
      const { cert, key } = authorities[name].issue(service);
      writeFileSync(file(`${service}.crt`), cert);
      writeFileSync(file(`${service}.key`), key);
    }
  };
  const answers = (service: ServiceName, address: string, trusted: readonly Name[], shown: Name) =>
    asks(service, address, { ca: bundle(...trusted), ...callers[shown] });
  trust("old");
  use("old");
  return {
    environment: (service) => ({
      GRPC_TLS_CERT_FILE: file(`${service}.crt`),
      GRPC_TLS_KEY_FILE: file(`${service}.key`),
      GRPC_TLS_CA_FILE: file("ca.pem"),
    }),
    trust,
    use,
    letsIn: (service, address, name) => answers(service, address, ["old", "next"], name),
    // Asked once both are let in.
    shows: (service, address, name) => answers(service, address, [name], name),
  };
}

/** One call of the standard health service on a connection of its own. */
async function asks(
  service: ServiceName,
  address: string,
  { ca, cert, key }: Record<"ca" | "cert" | "key", string>,
) {
  const client = new Client(
    address,
    credentials.createSsl(Buffer.from(ca), Buffer.from(key), Buffer.from(cert)),
    // The pool of connections is the process's: a connection of an earlier question would answer.
    { "grpc.use_local_subchannel_pool": 1, "grpc.ssl_target_name_override": service },
  );
  const bytes = (buffer: Buffer) => buffer;
  try {
    return await new Promise<boolean>((resolve) =>
      client.makeUnaryRequest(
        "/grpc.health.v1.Health/Check",
        bytes,
        bytes,
        Buffer.alloc(0),
        { deadline: Date.now() + DEADLINE_MS },
        (error) => resolve(error === null),
      ),
    );
  } finally {
    client.close();
  }
}
