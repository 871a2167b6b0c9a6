import { isIP } from "node:net";

/**
 * Who is at the other end, as limits count them: an IPv4 address, or the first half of an IPv6 one, which
 * is what one household or machine has. `forwarded` is X-Forwarded-For. Each proxy appends whom it heard:
 * with n proxies of our own in front the n-th from the end is the first word that nobody outside could have
 * written.
 */
export function clientAddress(peer: string, forwarded: string | undefined, trustedProxies: number): string {
  const hops = (forwarded ?? "").split(",").map((hop) => hop.trim());
  const named = trustedProxies > 0 ? withoutPort(hops.at(-trustedProxies) ?? "") : "";
  return network(plain(isIP(named) !== 0 ? named : peer));
}

/** Some proxies name the client's port too: "198.51.100.1:4711", "[2001:db8::1]:4711". */
const withoutPort = (hop: string): string =>
  hop.replace(/^\[([^\]]+)\](?::\d{1,5})?$/, "$1").replace(/^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/, "$1");

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
  const mapped = /^0{1,4}(:0{1,4}){4}:ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(all.join(":"));
  if (mapped) return dotted(mapped[2] ?? "", mapped[3] ?? "");
  return `${all.slice(0, NETWORK_GROUPS).map(short).join(":")}::/64`;
}

/** ::ffff:c633:6401 is 198.51.100.1. */
const dotted = (high: string, low: string): string =>
  [high, low]
    .map((group) => Number.parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 0xff])
    .join(".");

const groups = (part: string): string[] => (part === "" ? [] : part.split(":"));
const short = (group: string): string => group.replace(/^0+(?=.)/, "");
