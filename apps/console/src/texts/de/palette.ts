import type { palette as en } from "../en/palette.ts";
import type { Texts } from "../shape.ts";

export const palette = {
  open: "Suchen",
  pageGroups: {
    overview: "Überblick",
    queue: "Auszahlungen",
    people: "Personen",
    cases: "Fälle",
    money: "Geld",
    rules: "Regeln",
    records: "Protokolle",
  },
} satisfies Texts<typeof en>;
