import { accessSync, constants } from "node:fs";
import { type ChannelCredentials, credentials, experimental, ServerCredentials } from "@grpc/grpc-js";
import { InvalidConfig } from "./config.ts";
import { isLoopback } from "./listen.ts";

/** New files of a rotated certificate are found within this time; connections that stand go on with the old one. */
const RELOAD_MS = 10_000;

/** Files of this service's own certificate and key, and of the authority that signed those of all services (PEM). */
interface TlsFiles {
  certificateFile: string;
  privateKeyFile: string;
  caCertificateFile: string;
}

/**
 * What GRPC_TLS_CERT_FILE, GRPC_TLS_KEY_FILE and GRPC_TLS_CA_FILE say; undefined where none is set: then gRPC is in the clear.
 * @throws InvalidConfig where only some are set, because half a lock is none, or where one can't be read
 */
function tlsFiles(env: NodeJS.ProcessEnv): TlsFiles | undefined {
  const { GRPC_TLS_CERT_FILE: cert, GRPC_TLS_KEY_FILE: key, GRPC_TLS_CA_FILE: ca } = env;
  if (!cert && !key && !ca) return undefined;
  if (!cert || !key || !ca)
    throw new InvalidConfig(
      "configuration: GRPC_TLS_CERT_FILE, GRPC_TLS_KEY_FILE, GRPC_TLS_CA_FILE: all three or none",
    );
  for (const [name, file] of Object.entries({ CERT: cert, KEY: key, CA: ca }))
    readable(`GRPC_TLS_${name}_FILE`, file);
  return { certificateFile: cert, privateKeyFile: key, caCertificateFile: ca };
}

function readable(variable: string, file: string): void {
  try {
    accessSync(file, constants.R_OK);
  } catch {
    throw new InvalidConfig(`configuration: ${variable}: there is no file that can be read`);
  }
}

/** Whether gRPC is mutual TLS, so that callers have names. */
export const isTlsOn = (env: NodeJS.ProcessEnv = process.env): boolean =>
  Boolean(env.GRPC_TLS_CERT_FILE || env.GRPC_TLS_KEY_FILE || env.GRPC_TLS_CA_FILE);

const watched = (files: TlsFiles, refreshIntervalMs: number) =>
  new experimental.FileWatcherCertificateProvider({ ...files, refreshIntervalMs });

/** Mutual TLS where the environment has the files: a client without a certificate of our authority is turned away. */
export function serverCredentials(
  env: NodeJS.ProcessEnv = process.env,
  reloadMs = RELOAD_MS,
): ServerCredentials {
  const files = tlsFiles(env);
  if (files === undefined) return ServerCredentials.createInsecure();
  const provider = watched(files, reloadMs);
  return experimental.createCertificateProviderServerCredentials(provider, provider, true);
}

/** The same for calls: a server without a certificate of our authority gets none. */
export function channelCredentials(
  env: NodeJS.ProcessEnv = process.env,
  reloadMs = RELOAD_MS,
): ChannelCredentials {
  const files = tlsFiles(env);
  if (files === undefined) return credentials.createInsecure();
  const provider = watched(files, reloadMs);
  return experimental.createCertificateProviderChannelCredentials(provider, provider);
}

/** A server must show the callee's own name, by whatever address it is called: no other service can stand in for it. */
export const tlsServerName = (callee: string): Record<string, string> =>
  isTlsOn() ? { "grpc.ssl_target_name_override": callee } : {};

/**
 * In the clear anybody who reaches the port is every caller, so it takes a word of the operator to leave the machine in the clear.
 * @throws InvalidConfig without that word
 */
export function mayBeInTheClear(
  what: string,
  hosts: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): void {
  if (isTlsOn(env) || env.GRPC_INSECURE === "1" || hosts.every(isLoopback)) return;
  throw new InvalidConfig(
    `configuration: GRPC_TLS_CERT_FILE, GRPC_TLS_KEY_FILE, GRPC_TLS_CA_FILE: needed because ${what} is not on the loopback address; GRPC_INSECURE=1 does without, where nobody else reaches the network`,
  );
}

/** The hosts of a client's address: host:port · [::1]:port · dns:///host:port · ipv4:1.2.3.4:1,1.2.3.5:1 · ipv6:[::1]:1,[::2]:1. */
export function hostsOf(address: string): string[] {
  const list = address.replace(/^dns:\/\/\/|^ipv[46]:/, "");
  return list.split(",").map((one) => one.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1"));
}
