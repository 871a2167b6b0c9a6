import { type LookupAddress, lookup as systemLookup } from "node:dns";
import { Resolver } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import { isDevelopmentAddress, isPublicAddress } from "./address.ts";

/** All addresses of a name, at least one. */
export type Resolve = (host: string) => Promise<LookupAddress[]>;

/** The guard's refusal, recognised where the request fails. Without the address: it may be logged. */
export class AddressRefused extends Error {
  override readonly name = "AddressRefused";
}

/** One query; two of them fit a deadline of 15 s beside the request. */
const QUERY_MS = 2_500;
const QUERIES = 2;

/**
 * The lookup of a socket. It refuses if any address of the name is not allowed: a name with a public and a
 * private address is an attack, and Node may try them in any order.
 */
export function guardedLookup(resolve: Resolve, allowPrivate: boolean): LookupFunction {
  const allowed = allowPrivate ? isDevelopmentAddress : isPublicAddress;
  return (host, options, callback) => {
    resolve(host).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined) return callback(notFound(host), "");
        if (!addresses.every(({ address }) => allowed(address)))
          return callback(new AddressRefused("the name has an address that is not public"), "");
        if (options.all) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (err) => callback(err, ""),
    );
  };
}

/**
 * Asks the name servers without getaddrinfo: that blocks one of libuv's four threads, so a few slow name
 * servers of strangers would stop every lookup of this process. It also skips /etc/hosts and search domains.
 */
export function resolveByDns(host: string): Promise<LookupAddress[]> {
  const resolver = new Resolver({ timeout: QUERY_MS, tries: QUERIES });
  return Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]).then(([v4, v6]) => {
    if (v4.status === "rejected" && v6.status === "rejected") throw v4.reason;
    return [
      ...(v4.status === "fulfilled" ? v4.value.map((address) => ({ address, family: 4 })) : []),
      ...(v6.status === "fulfilled" ? v6.value.map((address) => ({ address, family: 6 })) : []),
    ];
  });
}

/** For development, where "localhost" and names of containers are meant. */
export function resolveBySystem(host: string): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    systemLookup(host, { all: true }, (err, addresses) => (err ? reject(err) : resolve(addresses)));
  });
}

function notFound(host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`no address of ${host.length} characters`), { code: "ENOTFOUND" });
}
