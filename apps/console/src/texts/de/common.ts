import { countText } from "../../format/money.ts";
import type { common as en } from "../en/common.ts";
import type { Texts } from "../shape.ts";
import { minutes, tokens } from "./words.ts";

export const common = {
  didYouMean: (amount: string | undefined) => (amount === undefined ? undefined : `Meinst du ${amount}?`),
  home: "Metercast, zur Startseite",
  skip: "Zum Inhalt springen",
  loading: "Wird geladen",
  retry: "Erneut versuchen",
  more: "Mehr anzeigen",
  open: "Öffnen",
  close: "Schließen",
  cancel: "Abbrechen",
  back: "Zurück",
  all: "Alle",
  copied: "Kopiert",
  copyFailed: "Konnte nicht kopiert werden",
  notifications: {
    bell: (unread: number) =>
      unread === 0 ? "Mitteilungen" : `Mitteilungen, ${countText(unread)} ungelesen`,
    arrived: "Eine neue Mitteilung ist da.",
  },
  copyId: "Kopieren: ",
  minutes,
  tokens,
  roles: { viewer: "Zuschauen", creator: "Creator", admin: "Admin" },
  pages: {
    streams: "Jetzt live",
    money: "Geld",
    receipts: "Belege",
    statement: "Kontoauszug",
    dashboard: "Übersicht",
    finances: "Finanzen",
    schedule: "Zeitplan",
    ledger: "Buchungen",
    queue: "Warteschlange",
    overview: "Überblick",
    processed: "Auszahlungen",
    review: "Zu klären",
    acts: "Zweiter Admin",
    rates: "Tarife",
    policies: "Regeln",
    rails: "Zahlwege",
    adjustments: "Korrekturen",
    integrity: "Prüfungen",
    webhooks: "Webhooks",
    audit: "Protokoll",
    search: "Suche",
  },
  menu: {
    of: (name: string) => `${name}: Einstellungen und Abmelden`,
    goTo: (area: string) => `Wechseln zu „${area}“`,
    theme: { system: "Design des Systems", light: "Hell", dark: "Dunkel" },
    language: "Sprache",
    signOut: "Abmelden",
  },
  signIn: {
    title: "Willkommen bei Metercast",
    lead: {
      demo: "Das ist die Demo. Wähle, wer du bist; du kannst jederzeit wechseln.",
      oidc: "Melde dich mit deinem Konto an.",
      none: "Auf diesem Server ist keine Anmeldung für Personen eingerichtet (OIDC_CLIENT_ID). Die API funktioniert mit Tokens.",
    },
    toProvider: "Anmelden",
    failed:
      "Die Anmeldung ist fehlgeschlagen oder wurde abgebrochen. Nichts hat sich geändert: Melde dich erneut an.",
    personas: {
      viewer: { title: "Demo-Zuschauer", lead: "Sieh einen Livestream und zahle nach Minuten" },
      creator: { title: "Demo-Creator", lead: "Geh live, sieh deine Einnahmen, lass dich auszahlen" },
      admin: { title: "Demo-Admin", lead: "Entscheide über Auszahlungen und behalte die Bücher im Blick" },
    },
  },
  noPermission: {
    title: "Du hast keinen Zugriff",
    lead: (name: string, area: string) =>
      `${name} hat keinen Zugriff auf „${area}“. Geh zurück zu deinen Seiten oder melde dich mit einem anderen Konto an.`,
    home: "Zurück zur Übersicht",
    otherPersona: "Andere Rolle wählen",
    otherAccount: "Abmelden",
  },
  notFound: {
    title: "Hier ist nichts",
    lead: "Vielleicht ist die Adresse falsch geschrieben, oder der Inhalt existiert nicht mehr.",
    home: "Zurück zur Übersicht",
  },
  broken: {
    title: "Etwas ist schiefgelaufen",
    lead: "Nichts ging verloren: Was du zuvor angefordert hast, bleibt bestehen. Versuche es erneut oder lade die Seite neu.",
  },
  live: {
    title: "Live-Verbindung",
    reconnecting: "Verbindung wird wiederhergestellt",
    age: (age: string) => `du siehst den Stand von vor ${age}`,
    lost: "Die Live-Verbindung ist unterbrochen. Sie wird wiederhergestellt.",
    back: "Die Live-Verbindung steht wieder.",
    stopped: "Diese Seite ist nicht mehr live. Lade sie neu, um Neues zu sehen.",
  },
  problem: {
    unknown: "Bei uns ist etwas schiefgelaufen. Versuche es gleich noch einmal.",
    noAnswer: "Metercast ist nicht erreichbar. Prüfe deine Verbindung und versuche es erneut.",
    requestId: "Anfrage",
  },
} satisfies Texts<typeof en>;
