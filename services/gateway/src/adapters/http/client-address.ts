import { isIP } from "node:net";

/**
 * Who is at the other end, as limits count them: an IPv4 address, or the first half of an IPv6 one, which is what one household or machine has.
 * `forwarded` is X-Forwarded-For. Each proxy appends whom it heard: with n proxies of our own in front the n-th from the end is the first word that
 * nobody outside could have written.
 */
export function clientAddress(peer: string, forwarded: string | undefined, trustedProxies: number): string {
  const hops = (forwarded ?? "").split(",").map((hop) => hop.trim());
  const named = trustedProxies > 0 ? hops.at(-trustedProxies) : undefined;
  return network(plain(named && isIP(plain(named)) !== 0 ? named : peer));
}

/** An IPv4 address as IPv6 sockets show it is an IPv4 address. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, "");

const GROUPS = 8;
const NETWORK_GROUPS = 4;

function network(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("%")[0]?.toLowerCase().split("::") ?? [];
  const [before, after] = [groups(head), groups(tail ?? "")];
  const zeros = tail === undefined ? 0 : GROUPS - before.length - after.length;
  const all = [...before, ...Array<string>(Math.max(0, zeros)).fill("0"), ...after];
  return `${all.slice(0, NETWORK_GROUPS).map(short).join(":")}::/64`;
}

const groups = (part: string): string[] => (part === "" ? [] : part.split(":"));
const short = (group: string): string => group.replace(/^0+(?=.)/, "");
