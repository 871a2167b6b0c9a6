import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryPath } from "@metercast/provision";
import { describe, expect, it } from "vitest";
import { ALL_SAMPLES, samplesOf } from "../../test/kind-samples.ts";
import type { Params } from "./kind.ts";
import { KINDS } from "./kinds/index.ts";
import { LANGUAGES } from "./language.ts";
import { type Reader, render } from "./render.ts";

const reader = (language: Reader["language"], audience: Reader["audience"] = "full"): Reader => ({
  language,
  zone: "Europe/Berlin",
  audience,
});
const unknown = (language: Reader["language"]) => render("no_such_kind", {}, reader(language));

describe.each(LANGUAGES)("in %s", (language) => {
  it.each(KINDS.map((kind) => [kind.name, kind] as const))("%s renders on every channel", (name, kind) => {
    const samples = samplesOf(kind);
    expect(samples).not.toEqual([]);
    for (const params of samples)
      for (const audience of ["full", "lock_screen"] as const) {
        const { title, body, link, action } = render(name, params, reader(language, audience));
        const texts = [title, body, action];
        for (const text of texts) expect(text).not.toMatch(/undefined|NaN|null|\[object|\$\{|^\s*$| {2}/);
        expect(title).not.toBe(unknown(language).title);
        expect(title.length).toBeLessThanOrEqual(60);
        expect(link).toMatch(/^\/[a-z]/);
      }
  });

  it("a lock screen shows no amounts and no names", () => {
    for (const { kind, params } of ALL_SAMPLES) {
      const { title, body } = render(kind.name, params, reader(language, "lock_screen"));
      expect(`${title} ${body}`).not.toMatch(/\d|cleo|ada|example\.com/);
    }
  });
});

it("languages differ in every text", () => {
  for (const { kind, params } of ALL_SAMPLES) {
    const rendered = LANGUAGES.map((language) => render(kind.name, params, reader(language)));
    for (const part of ["title", "body", "action"] as const) {
      const texts = rendered.map((one) => one[part]);
      expect([kind.name, part, new Set(texts).size]).toEqual([kind.name, part, LANGUAGES.length]);
    }
    for (const { title, body, action } of rendered) expect([body, action]).not.toContain(title);
  }
});

it("every link is a page of the console", () => {
  const console = repositoryPath("apps/console/src");
  const pages = ["router.tsx", ...readdirSync(join(console, "routes")).map((file) => join("routes", file))]
    .flatMap((file) => [...readFileSync(join(console, file), "utf8").matchAll(/path: "([^"]+)"/g)])
    .map(([, path = ""]) => path.replace(/\$\w+/, "[^/]+"));
  for (const { kind, params } of ALL_SAMPLES) {
    const { link } = render(kind.name, params, reader("en"));
    expect(
      pages.filter((page) => new RegExp(`^${page}$`).test(link)),
      link,
    ).not.toEqual([]);
  }
});

const HOSTILE = "<script>alert(1)</script>\r\nBcc: eve@example.com\u0000\u202egpj.exe\u2028\u{1f600}\ud800";
/** Params that no stranger writes: amounts, times, our identifiers. */
const OURS = [
  ...["amount", "available", "cents", "charged", "tokens"],
  ...["arrival", "from", "locked", "next", "requested", "to"],
  ...["case", "endpoint", "withdrawal"],
];

it("hostile words stay one harmless line", () => {
  let tried = 0;
  for (const { kind, params } of ALL_SAMPLES) {
    const hostile: Params = Object.fromEntries(
      Object.entries(params).map(([name, value]) => {
        const isOurs = OURS.includes(name) || typeof value !== "string";
        return [name, isOurs ? value : HOSTILE];
      }),
    );
    for (const language of LANGUAGES) {
      const { title, body, link } = render(kind.name, hostile, reader(language));
      expect(title, kind.name).not.toBe(unknown(language).title);
      expect(title + body).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e]/u);
      expect(title).not.toContain("script");
      expect(link).not.toContain("script");
      if (body.includes("<script>")) tried += 1;
    }
  }
  expect(tried).toBeGreaterThan(0);
});

it.each([
  ["paypal", "paypal_failed: RECEIVER_UNREGISTERED", /at PayPal/, /Bei PayPal/, /en PayPal/],
  ["paypal", "paypal_blocked: RISK_DECLINE", /risk checks/, /Risikoprüfung/, /control de riesgos/],
  ["paypal", "paypal_returned", /in time/, /rechtzeitig/, /a tiempo/],
  ["paypal", "paypal_failed: SOMETHING_NEW", /could not complete/, /nicht ausführen/, /no pudo completar/],
  [
    "stablecoin",
    "stablecoin_failed: payout_method_declined",
    /crypto wallet did not/,
    /nicht angenommen/,
    /no aceptó el pago/,
  ],
  ["stablecoin", "stablecoin_returned", /came back/, /kam von der/, /devolvió el pago/],
  [
    "stripe",
    "account_closed: The bank account has been closed",
    /is closed/,
    /ist geschlossen/,
    /está cerrada/,
  ],
  ["stripe", "constructor", /did not accept the payout/, /nicht angenommen/, /no aceptó el pago/],
  ["manual", "wrong number", /did not accept the payout/, /nicht angenommen/, /no aceptó el pago/],
])("a payout by %s that failed with %s says why", (method, reason, english, german, spanish) => {
  const params = { amount: "100", withdrawal: "wdr_1", method, reason };
  expect(render("payout_failed", params, reader("en")).body).toMatch(english);
  expect(render("payout_failed", params, reader("de")).body).toMatch(german);
  expect(render("payout_failed", params, reader("es")).body).toMatch(spanish);
});

it("rails and parts of the platform have names in the reader's language", () => {
  const paid = { amount: "100", withdrawal: "wdr_1", method: "manual", charged: "100" };
  expect(render("payout_paid", paid, reader("de")).body).toContain("Banküberweisung");
  const frozen = { frozen: true, by: "integrity", reason: "" };
  expect(render("payouts_frozen", frozen, reader("en")).body).toContain("the integrity checks");
  expect(render("payouts_frozen", frozen, reader("de")).body).toContain("den Prüfungen der Bücher");
  expect(render("payouts_frozen", frozen, reader("es")).body).toContain("las comprobaciones de las cuentas");
});

it("a right-to-left name does not turn the sentence around it", () => {
  const params = { creator: "שלום", amount: "100", withdrawal: "wdr_1" };
  expect(render("large_request", params, reader("en")).body).toBe("\u2068שלום\u2069 requested $1.00.");
});

it("amounts and times are the reader's", () => {
  const params = {
    amount: "123456789",
    withdrawal: "wdr_1",
    method: "stripe",
    arrival: "2026-12-01T23:30:00Z",
  };
  expect(render("payout_sent", params, reader("en")).body).toBe(
    "$1,234,567.89 was sent by Stripe. Expected arrival: December 2, 2026.",
  );
  expect(render("payout_sent", params, reader("de")).body).toBe(
    "1.234.567,89\u00a0$ wurden über Stripe gesendet. Voraussichtliche Ankunft: 2. Dezember 2026.",
  );
  expect(render("payout_sent", params, reader("es")).body).toBe(
    "Se han enviado 1.234.567,89\u00a0US$ con Stripe. Llegada prevista: 2 de diciembre de 2026.",
  );
});

it("one is singular", () => {
  expect(render("balance_low", { available: "1" }, reader("en")).body).toMatch(/^1 token is left/);
  expect(render("balance_low", { available: "1200" }, reader("de")).body).toMatch(/1\.200 Tokens/);
});

it("a row of a newer release renders as a plain notification", () => {
  expect(unknown("en").title).toBe("Notification");
  expect(render("withdrawal_requested", {}, reader("de"))).toEqual(unknown("de"));
});

it("each kind has its own file and one name", () => {
  const names = KINDS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) {
    const file = repositoryPath(`services/notifications/src/domain/kinds/${name.replaceAll("_", "-")}.ts`);
    expect(readFileSync(file, "utf8")).toContain(`name: "${name}"`);
  }
});
