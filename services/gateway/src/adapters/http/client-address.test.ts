import { expect, it } from "vitest";
import { clientAddress } from "./client-address.ts";

it("is the other end of the connection while no proxy is trusted, whatever a header says", () => {
  expect(clientAddress("203.0.113.7", "198.51.100.1", 0)).toBe("203.0.113.7");
  expect(clientAddress("::ffff:203.0.113.7", undefined, 0)).toBe("203.0.113.7");
});

it("is whom the outermost of our own proxies heard, not what was sent to it", () => {
  expect(clientAddress("10.0.0.1", "6.6.6.6, 198.51.100.1", 1)).toBe("198.51.100.1");
  expect(clientAddress("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", 2)).toBe("198.51.100.1");
});

it("is the proxy where it says nothing usable", () => {
  for (const forwarded of [undefined, "", "unknown", "198.51.100.1:x", "[198.51.100.1", "1.2.3"])
    expect(clientAddress("10.0.0.1", forwarded, 1)).toBe("10.0.0.1");
  expect(clientAddress("10.0.0.1", "198.51.100.1", 2)).toBe("10.0.0.1");
});

it("is an address, whether the proxy names a port or writes IPv4 as IPv6", () => {
  for (const forwarded of [
    "198.51.100.1:4711",
    "[::ffff:198.51.100.1]:80",
    "::ffff:198.51.100.1",
    "::ffff:c633:6401",
    "0:0:0:0:0:ffff:C633:6401",
  ])
    expect(clientAddress("10.0.0.1", forwarded, 1)).toBe("198.51.100.1");
  expect(clientAddress("10.0.0.1", "[2001:db8:0:7::1]:4711", 1)).toBe("2001:db8:0:7::/64");
});

it("is one for all addresses of an IPv6 network", () => {
  for (const address of ["2001:db8:0:7::1", "2001:DB8::7:a:b:c:d", "2001:0db8:0000:0007:ffff::"])
    expect(clientAddress(address, undefined, 0)).toBe("2001:db8:0:7::/64");
  expect(clientAddress("2001:db8:0:8::1", undefined, 0)).toBe("2001:db8:0:8::/64");
  expect(clientAddress("::1", undefined, 0)).toBe("0:0:0:0::/64");
  expect(clientAddress("fe80::1%eth0", undefined, 0)).toBe("fe80:0:0:0::/64");
});
