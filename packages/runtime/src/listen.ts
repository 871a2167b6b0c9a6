import { createServer, isIPv4, isIPv6, type Server } from "node:net";

/**
 * The address of the gRPC and admin ports: this machine only, unless LISTEN_HOST says otherwise (`::` in a
 * container). The admin port has no login, and gRPC has none in clear text.
 */
export const listenHost = (): string => process.env.LISTEN_HOST || "127.0.0.1";

/** `[::1]` and `::1` are one address; Node accepts the second. */
const bare = (host: string): string => host.replace(/^\[(.*)\]$/, "$1");

/** Host and port as one authority: an IPv6 address is in brackets. */
export const authority = (host: string, port: number | string): string =>
  isIPv6(bare(host)) ? `[${bare(host)}]:${port}` : `${bare(host)}:${port}`;

export function isLoopback(host: string): boolean {
  const name = bare(host).toLowerCase();
  if (isIPv4(name)) return name.startsWith("127.");
  return name === "::1" || name === "localhost" || name.endsWith(".localhost");
}

/** The host for Node. `::` is every address of both families; without IPv6, every IPv4 address. */
export async function hostToListenOn(host: string): Promise<string> {
  const name = bare(host);
  return name === "::" && !(await hasIpv6()) ? "0.0.0.0" : name;
}

/** Listens on a host in any spelling. */
export async function listenOn(server: Server, host: string, port: number): Promise<void> {
  const on = await hostToListenOn(host);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: on, port }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Kernels report it in several ways, so try a socket. */
function hasIpv6(): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once("error", () => resolve(false));
    probe.listen({ host: "::", port: 0 }, () => probe.close(() => resolve(true)));
  });
}
