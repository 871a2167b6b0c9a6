import { expect, it } from "vitest";
import { isDevelopmentAddress, isPublicAddress } from "./address.ts";
import { judgeUrl } from "./url.ts";

/** Each leads, or may lead, to something private. One line a trick. */
const REFUSED = [
  // Loopback, as text and in every spelling of IPv4 that browsers and libraries know.
  "https://127.0.0.1/hook",
  "https://127.1/",
  "https://127.8.9.10/",
  "https://0x7f000001/",
  "https://2130706433/",
  "https://017700000001/",
  "https://0177.0.0.01/",
  "https://0x7f.1/",
  "https://①②⑦.0.0.1/",
  "https://127。0。0。1/",
  "https://%31%32%37.0.0.1/",
  "https://127.0.0.1./",
  "https://[::1]/",
  "https://[0:0:0:0:0:0:0:1]/",
  "https://localhost/",
  "https://LOCALHOST./",
  "https://api.localhost/",
  // "This host", broadcast, multicast, reserved, documentation, benchmarks.
  "https://0.0.0.0/",
  "https://0/",
  "https://0.1.2.3/",
  "https://[::]/",
  "https://255.255.255.255/",
  "https://224.0.0.1/",
  "https://[ff02::1]/",
  "https://240.0.0.1/",
  "https://192.0.0.192/",
  "https://192.0.2.1/",
  "https://198.18.0.1/",
  "https://198.51.100.7/",
  "https://203.0.113.9/",
  "https://[2001:db8::1]/",
  "https://[3fff::1]/",
  "https://[100::1]/",
  // Private networks.
  "https://10.0.0.1/",
  "https://172.16.0.1/",
  "https://172.31.255.255/",
  "https://192.168.1.1/",
  "https://100.64.0.1/",
  "https://[fc00::1]/",
  "https://[fd12:3456::1]/",
  "https://[fec0::1]/",
  // Link-local and the metadata of clouds.
  "https://169.254.169.254/latest/meta-data/",
  "https://0xa9fea9fe/",
  "https://2852039166/",
  "https://[fe80::1]/",
  "https://[fd00:ec2::254]/",
  "https://168.63.129.16/",
  "https://100.100.100.200/",
  "https://metadata.google.internal/",
  // IPv4 inside IPv6: mapped, compatible, translated, NAT64 (well-known and local), 6to4, Teredo,
  // ISATAP's prefix.
  "https://[::ffff:127.0.0.1]/",
  "https://[::ffff:7f00:1]/",
  "https://[::ffff:10.0.0.1]/",
  "https://[::ffff:0:127.0.0.1]/",
  "https://[::127.0.0.1]/",
  "https://[64:ff9b::7f00:1]/",
  "https://[64:ff9b:1::a00:1]/",
  "https://[2002:7f00:1::]/",
  "https://[2002:a00:1::1]/",
  "https://[2001:0:1:2:3:4:80ff:fffe]/",
  "https://192.88.99.1/",
  // Names that are never public.
  "https://wallet/",
  "https://wallet.internal/",
  "https://printer.local/",
  "https://router.home.arpa/",
  "https://abc.onion/",
  // Schemes, credentials, ports.
  "http://example.com/",
  "ftp://example.com/",
  "file:///etc/passwd",
  "gopher://example.com/",
  "javascript:alert(1)",
  "data:text/plain,hi",
  "//example.com/",
  "https://user@example.com/",
  "https://user:password@example.com/",
  "https://example.com@127.0.0.1/",
  "https://example.com:80/",
  "https://example.com:22/",
  "https://example.com:5432/",
  "https://example.com:0/",
  "https://example.com:99999/",
  // No address at all.
  "",
  "https://",
  "https:///",
  "https://exa mple.com/",
  "https://[::1",
  `https://example.com/${"a".repeat(2_048)}`,
];

it.each(REFUSED)("the URL %s is refused", (url) => {
  expect(judgeUrl(url, false)).toHaveProperty("problem");
});

it.each([
  ["https://example.com", "https://example.com/"],
  ["https://EXAMPLE.com:443/hook?a=1#part", "https://example.com/hook?a=1"],
  ["https://example.com:8443/hook", "https://example.com:8443/hook"],
  ["https://bücher.example/", "https://xn--bcher-kva.example/"],
  ["https://example.com./", "https://example.com./"],
  ["https://1.1.1.1/", "https://1.1.1.1/"],
  ["https://[2606:4700::1111]/", "https://[2606:4700::1111]/"],
  // Beside private ranges.
  ["https://172.32.0.1/", "https://172.32.0.1/"],
  ["https://100.128.0.1/", "https://100.128.0.1/"],
  ["https://11.0.0.1/", "https://11.0.0.1/"],
])("the URL %s passes as %s", (url, stored) => {
  expect(judgeUrl(url, false)).toEqual({ url: stored });
});

it("in development loopback and private networks pass, metadata and credentials do not", () => {
  for (const url of [
    "http://127.0.0.1:3000/",
    "http://localhost:3000/",
    "http://[::1]:3000/",
    "http://10.1.2.3/",
  ])
    expect(judgeUrl(url, true), url).toHaveProperty("url");
  for (const url of [
    "http://169.254.169.254/",
    "http://100.100.100.200/",
    "http://168.63.129.16/",
    "http://[fd00:ec2::254]/",
    "http://0.0.0.0/",
    "http://[::ffff:127.0.0.1]/",
    "http://user@127.0.0.1/",
    "ftp://127.0.0.1/",
  ])
    expect(judgeUrl(url, true), url).toHaveProperty("problem");
});

it("what is no address is neither public nor private", () => {
  for (const text of ["", "example.com", "1.2.3", "1.2.3.4/8", "127.0.0.1\n"]) {
    expect(isPublicAddress(text), text).toBe(false);
    expect(isDevelopmentAddress(text), text).toBe(false);
  }
});
