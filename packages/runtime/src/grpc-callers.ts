import type { ServerUnaryCall } from "@grpc/grpc-js";
import { MetercastError } from "./errors.ts";
import type { Methods } from "./grpc-method.ts";
import { isTlsOn } from "./grpc-tls.ts";
import type { Logger } from "./log.ts";

type Call = ServerUnaryCall<unknown, unknown>;

/** The allowed callers of each method. */
export type Callers<D extends Methods> = Readonly<Record<keyof D, readonly string[]>>;

/** @throws MetercastError `forbidden` if the caller's certificate has none of the method's names */
export type CheckCaller = (call: Call) => void;

/**
 * In clear text callers have no name: serverCredentials keeps such a server on the loopback address or
 * requires GRPC_INSECURE.
 */
export function callerCheck(path: string, callers: readonly string[] | undefined, log: Logger): CheckCaller {
  if (!isTlsOn()) return () => {};
  const allowed = new Set(callers);
  return (call) => {
    const names = namesOf(call);
    for (const name of names) if (allowed.has(name)) return;
    log.warn({ method: path, caller: [...names], peer: call.getPeer() }, "caller refused");
    throw new MetercastError(
      "forbidden",
      `${[...names].join(", ") || "a caller without a name"} may not call ${path}`,
    );
  };
}

/**
 * Connection → the names in its certificate. Reading the certificate at each call costs a fifth of a small
 * call.
 */
const known = new WeakMap<object, readonly string[]>();

function namesOf(call: Call): readonly string[] {
  const session = sessionOf(call);
  const before = session && known.get(session);
  if (before) return before;
  const names = dnsNames(call.getAuthContext().sslPeerCertificate?.subjectaltname ?? "");
  if (session) known.set(session, names);
  return names;
}

/** The HTTP/2 session, a private field of grpc-js; without it each call reads its certificate. */
function sessionOf(call: Call): object | undefined {
  const { call: inner } = call as unknown as { call?: { stream?: { session?: object } } };
  return inner?.stream?.session;
}

/**
 * Node writes "DNS:wallet, IP Address:127.0.0.1" and quotes ambiguous names: such a certificate identifies
 * nobody.
 */
export function dnsNames(subjectAltName: string): readonly string[] {
  if (subjectAltName.includes('"')) return [];
  return subjectAltName.split(", ").flatMap((name) => (name.startsWith("DNS:") ? [name.slice(4)] : []));
}
