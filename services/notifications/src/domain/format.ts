import { zoneName } from "@metercast/calendar";
import { formatAmount } from "@metercast/money";
import type { Language } from "./language.ts";

/** Writes values for a reader. */
export interface Format {
  /** Cents. */
  usd(cents: string): string;
  /** A whole number with its noun: "1 token", "1,200 tokens". */
  many(value: string | number, one: string, other: string): string;
  /** An ISO time as a day in the reader's zone. */
  day(iso: string): string;
  /** An ISO time as day, hour and zone. */
  moment(iso: string): string;
  /** Words that somebody else wrote: names, reasons. One line that can't disturb what is around it. */
  words(text: string): string;
}

export function formatFor(language: Language, zone: string): Format {
  const dollars = new Intl.NumberFormat(language, { style: "currency", currency: "USD" });
  const whole = new Intl.NumberFormat(language);
  const timeZone = zoneName(zone) ?? "UTC";
  const day = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone });
  const moment = new Intl.DateTimeFormat(language, {
    year: "numeric",
    month: "long",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
    timeZone,
    timeZoneName: "short",
  });
  return {
    // A decimal string keeps every cent; a number would not.
    usd: (cents) => dollars.format(formatAmount(BigInt(cents), "USD") as `${number}`),
    many: (value, one, other) => `${whole.format(BigInt(value))} ${BigInt(value) === 1n ? one : other}`,
    day: (iso) => day.format(new Date(iso)),
    moment: (iso) => moment.format(new Date(iso)),
    words: oneLine,
  };
}

/** A longer name or note is cut: a subject line stays one. */
const MOST_CHARACTERS = 300;
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** Marks that turn the direction of the text behind them. */
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/u;
const FIRST_STRONG_ISOLATE = "\u2068";
const POP_ISOLATE = "\u2069";

function oneLine(text: string): string {
  const clean = text.toWellFormed().replaceAll(CONTROLS, " ").replaceAll(DIRECTION_MARKS, "").trim();
  const characters = [...clean];
  const short =
    characters.length > MOST_CHARACTERS ? `${characters.slice(0, MOST_CHARACTERS).join("")}…` : clean;
  return RIGHT_TO_LEFT.test(short) ? FIRST_STRONG_ISOLATE + short + POP_ISOLATE : short;
}
