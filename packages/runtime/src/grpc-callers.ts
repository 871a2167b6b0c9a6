import type { ServerUnaryCall } from "@grpc/grpc-js";
import { MetercastError } from "./errors.ts";
import type { Methods } from "./grpc-method.ts";
import { isTlsOn } from "./grpc-tls.ts";
import type { Logger } from "./log.ts";

type Call = ServerUnaryCall<unknown, unknown>;

/** For each method the names of those who may call it; nobody else may. */
export type Callers<D extends Methods> = Readonly<Record<keyof D, readonly string[]>>;

/** @throws MetercastError `forbidden` where the caller's certificate does not carry one of the method's names */
export type CheckCaller = (call: Call) => void;

/** In the clear nobody has a name: serverCredentials keeps such a server on the loopback address, or says that it does not. */
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

/** Connection → the names in its certificate. grpc-js would read the certificate at each call, which costs a fifth of a small one. */
const known = new WeakMap<object, readonly string[]>();

function namesOf(call: Call): readonly string[] {
  const session = sessionOf(call);
  const before = session && known.get(session);
  if (before) return before;
  const names = dnsNames(call.getAuthContext().sslPeerCertificate?.subjectaltname ?? "");
  if (session) known.set(session, names);
  return names;
}

/** The HTTP/2 session, which grpc-js doesn't show: where a version of it keeps it elsewhere, each call reads its certificate. */
function sessionOf(call: Call): object | undefined {
  const { call: inner } = call as unknown as { call?: { stream?: { session?: object } } };
  return inner?.stream?.session;
}

/** Node writes "DNS:wallet, IP Address:127.0.0.1", and quotes a name that could be read as several: such a certificate names nobody. */
export function dnsNames(subjectAltName: string): readonly string[] {
  if (subjectAltName.includes('"')) return [];
  return subjectAltName.split(", ").flatMap((name) => (name.startsWith("DNS:") ? [name.slice(4)] : []));
}
