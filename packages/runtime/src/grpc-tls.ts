import { type ChannelCredentials, credentials, experimental, ServerCredentials } from "@grpc/grpc-js";
import { InvalidConfig } from "./config.ts";

/** New files of a rotated certificate are found within this time; connections that stand go on with the old one. */
const RELOAD_MS = 10_000;

/** Files of this service's own certificate and key, and of the authority that signed those of all services (PEM). */
interface TlsFiles {
  certificateFile: string;
  privateKeyFile: string;
  caCertificateFile: string;
}

/**
 * What GRPC_TLS_CERT_FILE, GRPC_TLS_KEY_FILE and GRPC_TLS_CA_FILE say; undefined where none is set: then gRPC is in the clear and must stay in a trusted network.
 * @throws InvalidConfig where only some are set: half a lock is none
 */
function tlsFiles(env: NodeJS.ProcessEnv): TlsFiles | undefined {
  const { GRPC_TLS_CERT_FILE: cert, GRPC_TLS_KEY_FILE: key, GRPC_TLS_CA_FILE: ca } = env;
  if (!cert && !key && !ca) return undefined;
  if (!cert || !key || !ca)
    throw new InvalidConfig(
      "configuration: GRPC_TLS_CERT_FILE, GRPC_TLS_KEY_FILE, GRPC_TLS_CA_FILE: all three or none",
    );
  return { certificateFile: cert, privateKeyFile: key, caCertificateFile: ca };
}

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

/** The name that certificates carry, where it is not the one that is called: replicas call each other by their addresses. */
export function tlsServerName(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const name = env.GRPC_TLS_SERVER_NAME;
  return name ? { "grpc.ssl_target_name_override": name, "grpc.default_authority": name } : {};
}
