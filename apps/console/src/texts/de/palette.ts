import type { palette as en } from "../en/palette.ts";
import type { Texts } from "../shape.ts";

export const palette = {
  open: "Suchen",
  title: "Suchen und öffnen",
  close: "Suche schließen",
  placeholders: {
    viewer: "Ein Stream oder eine Seite",
    creator: "Ein Stream, eine Auszahlung oder Seite",
    admin: "Name, E-Mail, ID, Betrag oder Stream",
  },
  hint: "Pfeiltasten wählen, Enter öffnet, Escape schließt.",
  none: "Nichts gefunden",
  failed: "Die Suche hat nicht geantwortet. Versuch es noch einmal.",
  searching: "Suche läuft …",
  groups: {
    pages: "Seiten",
    people: "Personen",
    streams: "Streams",
    withdrawals: "Auszahlungen",
    others: "Einträge",
  },
  pageGroups: {
    overview: "Überblick",
    queue: "Auszahlungen",
    people: "Personen",
    cases: "Fälle",
    money: "Geld",
    rules: "Regeln",
    records: "Protokolle",
  },
  live: "Live",
  ended: "Beendet",
  everything: (query: string) => `Alles zu „${query}“`,
} satisfies Texts<typeof en>;
