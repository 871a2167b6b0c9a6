import { describe, expect, it } from "vitest";
import { returnUrl } from "./return-url.ts";

const HERE = { publicUrl: "https://pay.example/console", origins: ["https://app.example"] };
const LOCAL = { publicUrl: undefined, origins: [] };
const ASKED = "http://gateway:8080/api/wallet/top-ups";

describe("with a public address", () => {
  it.each([
    "https://pay.example",
    "https://pay.example/wallet?a=b#c",
    "https://app.example/earnings",
    "HTTPS://APP.EXAMPLE/earnings",
    "https://app.example:443/",
  ])("%s is ours", (named) => {
    expect(returnUrl(named, ASKED, HERE)).toEqual({ url: named });
  });

  it.each([
    "https://evil.example/",
    "https://pay.example.evil.example/",
    "https://evil.example/https://pay.example",
    "https://pay.example@evil.example/",
    "https://evil@pay.example/",
    "https://user:password@pay.example/",
    "http://pay.example/",
    "https://pay.example:8443/",
    "https://sub.pay.example/",
    "https://pay.example./",
    "https:\\\\evil.example\\pay.example",
    "//evil.example",
    "javascript:alert(1)//https://pay.example",
    "http://127.0.0.1:8080/",
    "http://localhost/",
    "nothing",
  ])("%s is not", (named) => {
    expect(returnUrl(named, ASKED, HERE)).toHaveProperty("problem");
  });

  it("leads there where a request names nothing, whatever its Host header says", () => {
    expect(returnUrl(undefined, "http://evil.example/api", HERE)).toEqual({ url: HERE.publicUrl });
  });
});

describe("without one", () => {
  it.each(["http://127.0.0.1:8080", "http://localhost:5173", "http://[::1]:8080"])("%s is ours", (origin) => {
    expect(returnUrl(`${origin}/wallet`, ASKED, LOCAL)).toEqual({ url: `${origin}/wallet` });
    expect(returnUrl(undefined, `${origin}/api`, LOCAL)).toEqual({ url: `${origin}/` });
  });

  it.each(["http://evil.example", "http://127.0.0.1.evil.example", "http://localhost.evil.example"])(
    "%s is not, and neither is it as a Host header",
    (origin) => {
      expect(returnUrl(`${origin}/`, ASKED, LOCAL)).toHaveProperty("problem");
      expect(returnUrl(undefined, `${origin}/api`, LOCAL)).toHaveProperty("problem");
    },
  );
});
