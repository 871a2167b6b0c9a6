import { readConfig } from "@metercast/runtime";
import { expect, it } from "vitest";
import { mailVariables } from "../config/mail.ts";
import { settingsOf } from "./mail.ts";

const MAIL = {
  SMTP_URL: "smtp://mail.example:587",
  MAIL_FROM: "no-reply@metercast.example",
  MAIL_SECRET: "a secret of the wiring's tests, 32 characters",
  MAIL_LINK_BASE: "https://app.example",
};
const settings = (env: Record<string, string>) =>
  settingsOf({ ...readConfig(mailVariables, { ...MAIL, ...env }), LISTEN_HOST: "127.0.0.1" });

it("mails are not signed without a key, also where manifests name its domain and selector", () => {
  const names = { MAIL_DKIM_DOMAIN: "metercast.example", MAIL_DKIM_SELECTOR: "k1" };
  const key = "-----BEGIN PRIVATE KEY-----\\nabc";
  expect(settings({ ...names, MAIL_DKIM_PRIVATE_KEY: "" })?.mailer).not.toHaveProperty("dkim");
  expect(settings({ ...names, MAIL_DKIM_PRIVATE_KEY: key })?.mailer).toMatchObject({
    dkim: { domainName: "metercast.example", keySelector: "k1" },
  });
  expect(() => settings({ MAIL_DKIM_PRIVATE_KEY: key })).toThrow("MAIL_DKIM_DOMAIN");
});

it("links in mails are https, except on this machine", () => {
  for (const base of ["https://app.example", "http://127.0.0.1:7000", "http://localhost", "http://[::1]:80"])
    expect(settings({ MAIL_LINK_BASE: base })?.linkBase).toBe(base);
  for (const base of [
    "http://app.example",
    "http://127.0.0.1.example",
    "http://localhost@app.example",
    "https://a@app.example",
    "https://app.example/",
  ])
    expect(() => settings({ MAIL_LINK_BASE: base })).toThrow("MAIL_LINK_BASE");
});
