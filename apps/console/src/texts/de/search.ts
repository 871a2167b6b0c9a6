import type { search as en } from "../en/search.ts";
import type { Texts } from "../shape.ts";

export const search = {
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
  live: "Live",
  ended: "Beendet",
  everything: (query: string) => `Alles zu „${query}“`,
  kinds: {
    person: "Person",
    stream: "Stream",
    session: "Sitzung",
    rate: "Tarif",
    top_up: "Aufladung",
    account: "Konto",
    transfer: "Buchung",
    hold: "Vormerkung",
    minute: "Minute",
    withdrawal: "Auszahlung",
    payout_attempt: "Auszahlungsversuch",
    payout_method: "Auszahlungsmethode",
    audit: "Protokoll",
    case: "Fall",
  } as Record<string, string>,
} satisfies Texts<typeof en>;
