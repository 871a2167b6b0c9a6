import { setImmediate } from "node:timers/promises";
import { type Asset, formatAmount } from "@metercast/money";
import type { TitledSummary } from "../../../usecases/statements/read-statement-summary.ts";
import { type Column, Paper } from "./paper.ts";
import { kindName, STATEMENT_WORDS, type StatementLanguage, type StatementWords } from "./words.ts";

export interface StatementPdfRequest {
  userId: string;
  /** Empty: only the id is printed. */
  name: string;
  asset: Asset;
  /** Days, both included. */
  from: string;
  to: string;
  period: { to: Date };
  zone: string;
  lang: StatementLanguage;
  madeAt: Date;
}

/** More than anybody reads on paper; the CSV file has all. About 25 pages. */
const MOST_ROWS = 500;
/** Other requests of this process run between blocks of rows. */
const BLOCK = 25;

interface Text extends StatementWords {
  money: (minor: bigint) => string;
  count: (value: bigint) => string;
  day: (text: string) => string;
  moment: (at: Date) => string;
  monthName: (month: string) => string;
}

export async function statementPdf(
  request: StatementPdfRequest,
  summary: TitledSummary,
): Promise<Uint8Array<ArrayBuffer>> {
  const text = textOf(request);
  const paper = new Paper(`${text.title} ${request.from} – ${request.to}`, request.lang, request.madeAt);
  paper.title(text.title);
  paper.line(`${request.name === "" ? "" : `${request.name} · `}${request.userId}`, 600);
  paper.line(text.account[request.asset]);
  paper.line(text.days(text.day(request.from), text.day(request.to), request.zone));
  if (request.period.to > request.madeAt) paper.line(text.running);
  balances(paper, text, summary);
  months(paper, text, summary);
  await streams(paper, text, summary);
  await transfers(paper, text, summary);
  const made = text.made(text.moment(request.madeAt));
  return paper.end((page, of) => `${made} · ${text.page(page, of)}`);
}

function textOf({ asset, zone, lang }: StatementPdfRequest): Text {
  const locale = { en: "en-US", de: "de-DE", es: "es-ES" }[lang];
  const amounts = new Intl.NumberFormat(
    locale,
    asset === "USD" ? { style: "currency", currency: "USD" } : { maximumFractionDigits: 0 },
  );
  const counts = new Intl.NumberFormat(locale);
  const days = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
  const moments = new Intl.DateTimeFormat(locale, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: zone,
  });
  const names = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" });
  return {
    ...STATEMENT_WORDS[lang],
    // From a decimal text: no amount is ever a float.
    money: (minor) => amounts.format(formatAmount(minor, asset) as Intl.StringNumericLiteral),
    count: (value) => counts.format(value),
    day: (name) => days.format(new Date(`${name}T00:00:00Z`)),
    moment: (at) => moments.format(at),
    monthName: (month) => names.format(new Date(`${month}-01T00:00:00Z`)),
  };
}

function balances(paper: Paper, text: Text, { opening, closing, kinds }: TitledSummary): void {
  const columns: Column[] = [
    { title: "", share: 0.7 },
    { title: text.amount, share: 0.3, align: "right" },
  ];
  paper.heading(text.kinds);
  paper.head(columns);
  paper.row(columns, [text.opening, text.money(opening)]);
  for (const { referenceType, amount } of kinds)
    paper.row(columns, [kindName(text, referenceType), text.money(amount)]);
  paper.row(columns, [text.closing, text.money(closing)], 600);
}

function months(paper: Paper, text: Text, { asset, months: rows }: TitledSummary): void {
  if (rows.length === 0) return;
  const columns: Column[] = [
    { title: text.month, share: 0.4 },
    { title: text.minutes, share: 0.2, align: "right" },
    { title: text.ofMinutes[asset], share: 0.2, align: "right" },
    { title: text.ofTransfers, share: 0.2, align: "right" },
  ];
  paper.heading(text.months);
  paper.head(columns);
  for (const { month, minutes, watched, transferred } of rows)
    paper.row(columns, [
      text.monthName(month),
      text.count(minutes),
      text.money(watched),
      text.money(transferred),
    ]);
}

async function streams(paper: Paper, text: Text, summary: TitledSummary): Promise<void> {
  const { streams: rows, otherStreams: others, titles } = summary;
  if (rows.length === 0) return;
  const columns: Column[] = [
    { title: text.stream, share: 0.6 },
    { title: text.minutes, share: 0.2, align: "right" },
    { title: text.amount, share: 0.2, align: "right" },
  ];
  paper.heading(text.streams);
  paper.head(columns);
  for (const [index, { streamId, minutes, amount }] of rows.entries()) {
    if (index % BLOCK === BLOCK - 1) await setImmediate();
    paper.row(columns, [titles.get(streamId) ?? streamId, text.count(minutes), text.money(amount)]);
  }
  if (others.minutes > 0n)
    paper.row(columns, [text.others, text.count(others.minutes), text.money(others.amount)]);
}

async function transfers(paper: Paper, text: Text, summary: TitledSummary): Promise<void> {
  const rows = summary.transfers.slice(0, MOST_ROWS);
  if (rows.length === 0) return;
  const columns: Column[] = [
    { title: text.time, share: 0.22 },
    { title: text.what, share: 0.24 },
    { title: text.reference, share: 0.24 },
    { title: text.amount, share: 0.15, align: "right" },
    { title: text.balance, share: 0.15, align: "right" },
  ];
  paper.heading(text.transfers);
  paper.head(columns);
  for (const [index, entry] of rows.entries()) {
    if (index % BLOCK === BLOCK - 1) await setImmediate();
    paper.row(columns, [
      text.moment(entry.createdAt),
      kindName(text, entry.referenceType),
      entry.referenceId,
      text.money(entry.amount),
      text.money(entry.balanceAfter),
    ]);
  }
  if (summary.moreTransfers || summary.transfers.length > MOST_ROWS) paper.line(text.more);
}
