import { accessSync, constants } from "node:fs";
import { type ChannelCredentials, credentials, experimental, ServerCredentials } from "@grpc/grpc-js";
import { InvalidConfig } from "./config.ts";
import { isLoopback } from "./listen.ts";

/** Rotated files are read within this time; existing connections keep the old certificate. */
const RELOAD_MS = 10_000;

/** PEM files of this service's certificate and key, and of the authority of all services. */
interface TlsFiles {
  certificateFile: string;
  privateKeyFile: string;
  caCertificateFile: string;
}

/**
 * From GRPC_TLS_CERT_FILE, GRPC_TLS_KEY_FILE and GRPC_TLS_CA_FILE; undefined if none is set: then gRPC is
 * in clear text. @throws InvalidConfig if only some are set or one can't be read
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

/** Whether gRPC is mutual TLS, which identifies callers. */
export const isTlsOn = (env: NodeJS.ProcessEnv = process.env): boolean =>
  Boolean(env.GRPC_TLS_CERT_FILE || env.GRPC_TLS_KEY_FILE || env.GRPC_TLS_CA_FILE);

const watched = (files: TlsFiles, refreshIntervalMs: number) =>
  new experimental.FileWatcherCertificateProvider({ ...files, refreshIntervalMs });

/** Mutual TLS if the files are set: it refuses clients without a certificate of our authority. */
export function serverCredentials(
  env: NodeJS.ProcessEnv = process.env,
  reloadMs = RELOAD_MS,
): ServerCredentials {
  const files = tlsFiles(env);
  if (files === undefined) return ServerCredentials.createInsecure();
  const provider = watched(files, reloadMs);
  return experimental.createCertificateProviderServerCredentials(provider, provider, true);
}

/** The same for calls: servers need a certificate of our authority. */
export function channelCredentials(
  env: NodeJS.ProcessEnv = process.env,
  reloadMs = RELOAD_MS,
): ChannelCredentials {
  const files = tlsFiles(env);
  if (files === undefined) return credentials.createInsecure();
  const provider = watched(files, reloadMs);
  return experimental.createCertificateProviderChannelCredentials(provider, provider);
}

/** A server must present the callee's name at any address, so that no other service can replace it. */
export const tlsServerName = (callee: string): Record<string, string> =>
  isTlsOn() ? { "grpc.ssl_target_name_override": callee } : {};

/**
 * In clear text, everything that reaches the port may call everything, so leaving the machine needs an
 * explicit setting. @throws InvalidConfig without it
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

/**
 * The hosts of a client's address: host:port · [::1]:port · dns:///host:port · ipv4:1.2.3.4:1,1.2.3.5:1 ·
 * ipv6:[::1]:1,[::2]:1.
 */
export function hostsOf(address: string): string[] {
  const list = address.replace(/^dns:\/\/\/|^ipv[46]:/, "");
  return list.split(",").map((one) => one.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1"));
}
