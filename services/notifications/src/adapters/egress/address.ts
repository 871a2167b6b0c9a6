import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * Public addresses that lead inside a cloud: Azure serves the secrets of a machine there.
 */
const INSIDE = new Set(["168.63.129.16"]);

/** Link-local or special addresses where clouds serve a machine's secrets. Refused in development too. */
const METADATA = new Set(["168.63.129.16", "169.254.169.254", "100.100.100.200", "fd00:ec2::254"]);

/** The only IPv6 addresses that are routed today (RFC 4291, section 2.4, and IANA's registry). */
const GLOBAL_IPV6 = ipaddr.parseCIDR("2000::/3");

/**
 * True for an address of the public internet. Everything else is refused: private, loopback, link-local,
 * carrier-grade NAT, multicast, reserved, and IPv6 that carries an IPv4 address (mapped, compatible, NAT64,
 * 6to4, Teredo), because a gateway would translate it.
 */
export function isPublicAddress(text: string): boolean {
  if (isIP(text) === 0) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== "unicast" || INSIDE.has(address.toString())) return false;
  // ipaddr.js takes whatever is in none of its special ranges for unicast, such as ::127.0.0.1.
  return address.kind() === "ipv4" || address.match(GLOBAL_IPV6);
}

const DEVELOPMENT_RANGES = ["loopback", "private", "uniqueLocal"];

/** With `EGRESS_ALLOW_PRIVATE=1`: also loopback and private networks, never a cloud's metadata. */
export function isDevelopmentAddress(text: string): boolean {
  if (isIP(text) === 0) return false;
  const address = ipaddr.parse(text);
  if (METADATA.has(address.toString())) return false;
  return DEVELOPMENT_RANGES.includes(address.range()) || isPublicAddress(text);
}
