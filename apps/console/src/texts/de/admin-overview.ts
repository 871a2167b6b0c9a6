import { countText } from "../../format/money.ts";
import type { adminOverview as en } from "../en/admin-overview.ts";
import type { Texts } from "../shape.ts";
import { counted, tokens } from "./words.ts";

export const adminOverview = {
  title: "Übersicht",
  lead: "Die Plattform auf einen Blick, immer auf dem neuesten Stand.",
  viewers: "Zuschauer jetzt",
  streams: (count: number) => `in ${counted(count, { one: "Stream", other: "Streams" })}`,
  perMinute: "Creator verdienen pro Minute",
  spent: (count: number) => `Zuschauer zahlen ${countText(count)} ${tokens(count)}`,
  owed: "Creatorn geschuldet",
  owedNote: "verdient und nicht ausgezahlt",
  outstanding: "Tokens im Umlauf",
  outstandingNote: "gekauft und nicht verbraucht",
  held: "Offen",
  way: "Unterwegs",
  paid: "Ausgezahlt",
  failed: "Fehlgeschlagen",
  payouts: (count: number) => counted(count, { one: "Auszahlung", other: "Auszahlungen" }),
  oldest: "Ältester Antrag",
  none: "Keiner",
  review: (count: number) => `${countText(count)} zu klären`,
  unknown: (count: number) => `${countText(count)} mit unbekanntem Ausgang`,
  allClear: "Nichts zu klären",
  books: "Bücher",
  booksOk: "Alle Prüfungen bestanden",
  booksWrong: "Eine Prüfung ist fehlgeschlagen",
  neverChecked: "Noch nicht geprüft",
  frozen: "Auszahlungen sind angehalten",
  minutes: "Minuten pro Stunde",
  hour: "Stunde",
  marginColumn: "Marge",
  minutesColumn: "Minuten",
  earned: "Creator haben verdient",
  last24: "Die letzten 24 Stunden",
} satisfies Texts<typeof en>;
