import { extractText, getDocumentProxy } from "unpdf";
import { expect, it } from "vitest";
import type { TitledSummary } from "../../../usecases/statements/read-statement-summary.ts";
import { statementPdf } from "./statement-pdf.ts";

const request = {
  userId: "creator-7",
  name: "Zoë Ørsted",
  asset: "USD" as const,
  from: "2026-11-01",
  to: "2026-11-30",
  period: { to: new Date("2026-11-30T23:00:00Z") },
  zone: "Europe/Berlin",
  lang: "en" as const,
  madeAt: new Date("2026-12-01T10:00:00Z"),
};
const transfer = (number: number): TitledSummary["transfers"][number] => ({
  id: `trf_${number}`,
  direction: "debit",
  referenceType: "WITHDRAWAL",
  referenceId: `wdr_${number}`,
  asset: "USD",
  amount: -5_000n,
  balanceAfter: BigInt(number),
  version: BigInt(number),
  createdAt: new Date("2026-11-30T22:30:00Z"),
  metadata: {},
});
const summary: TitledSummary = {
  asset: "USD",
  opening: 0n,
  closing: 8_200n,
  kinds: [
    { referenceType: "STREAM_EARNINGS", amount: 13_200n },
    { referenceType: "WITHDRAWAL", amount: -5_000n },
  ],
  months: [{ month: "2026-11", minutes: 10n, watched: 13_200n, transferred: -5_000n }],
  streams: [{ streamId: "str_1", minutes: 10n, amount: 13_200n }],
  otherStreams: { minutes: 0n, amount: 0n },
  transfers: [transfer(1)],
  moreTransfers: false,
  titles: new Map([["str_1", "Evening walk in Łódź и Москве"]]),
};

async function textOf(...parameters: Parameters<typeof statementPdf>) {
  const document = await getDocumentProxy(await statementPdf(...parameters));
  const { text, totalPages } = await extractText(document, { mergePages: true });
  return { text: text.replaceAll(/\s+/g, " "), totalPages };
}

it("a statement on paper says whose it is, its days, balances, months, streams and payouts in the zone", async () => {
  const { text, totalPages } = await textOf(request, summary);
  for (const words of [
    "Zoë Ørsted · creator-7",
    "November 1, 2026 to November 30, 2026, time zone Europe/Berlin",
    "Closing balance $82.00",
    "November 2026 10 $132.00 -$50.00",
    "Evening walk in Łódź и Москве 10 $132.00",
    "Nov 30, 2026, 11:30 PM Withdrawals wdr_1 -$50.00 $0.01",
    "Page 1 of 1",
  ])
    expect(text).toContain(words);
  expect(totalPages).toBe(1);
});

it("a statement is printed in the reader's language, and a letter that the font lacks breaks nothing", async () => {
  const arabic = new Map([["str_1", "مشي المساء"]]);
  const { text } = await textOf({ ...request, lang: "de" }, { ...summary, titles: arabic });
  expect(text).toContain("Endsaldo 82,00 $");
  expect(text).toContain("Seite 1 von 1");
});

it("a thousand transfers are cut at a bound that the paper names, on numbered pages", async () => {
  const many = Array.from({ length: 1_000 }, (_, index) => transfer(index));
  const { text, totalPages } = await textOf(request, { ...summary, transfers: many });
  expect(text).toContain("There are more; the CSV file has all of them.");
  expect(text).toContain(`Page ${totalPages} of ${totalPages}`);
  expect(text).not.toContain("wdr_999");
});
