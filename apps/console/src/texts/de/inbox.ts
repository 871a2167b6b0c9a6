import type { inbox as enInbox, preferences as enPreferences } from "../en/inbox.ts";
import type { Texts } from "../shape.ts";
import { counted } from "./words.ts";

export const inbox = {
  title: "Mitteilungen",
  lead: "Was mit deinem Geld und deinen Streams geschah, das Neueste zuerst.",
  settings: "Einstellungen",
  show: "Anzeigen",
  statuses: { all: "Eingang", unread: "Ungelesen", archived: "Archiv" },
  readAll: "Alle als gelesen markieren",
  allRead: "Alle sind gelesen.",
  read: "Als gelesen markieren",
  archive: "Archivieren",
  archived: "Archiviert.",
  unread: "Ungelesen",
  of: (action: string, title: string) => `${action}: ${title}`,
  none: { all: "Noch nichts hier", unread: "Nichts ist ungelesen", archived: "Nichts ist archiviert" },
  noneHint: {
    all: "Auszahlungen, Aufladungen und Änderungen an deinem Konto erscheinen hier.",
    unread: "Neue Mitteilungen erscheinen hier sofort.",
    archived: "Was du archivierst, kommt hierher.",
  },
  list: (count: number) => counted(count, { one: "Mitteilung", other: "Mitteilungen" }),
} satisfies Texts<typeof enInbox>;

export const preferences = {
  title: "Mitteilungen einstellen",
  lead: "Was dich erreicht, wo und wann. Änderungen gelten ab jetzt.",
  back: "Mitteilungen",
  what: "Was dich erreicht",
  classes: {
    security: {
      name: "Sicherheit",
      hint: "Änderungen daran, wie du ausgezahlt wirst. Immer im Eingang und per E-Mail.",
    },
    money: { name: "Geld", hint: "Auszahlungen, Aufladungen, Guthaben." },
    digest: { name: "Zusammenfassungen", hint: "Was eine Woche gebracht hat." },
  },
  channels: { in_app: "Eingang", email: "E-Mail", push: "Push" },
  switchOf: (kind: string, channel: string) => `${kind}: ${channel}`,
  when: "Wann und wie",
  language: "Sprache",
  languages: { "": "Wie in diesem Browser", en: "English", de: "Deutsch", es: "Español" },
  zone: "Zeitzone",
  zoneHint: "Ruhezeiten, Morgen und Daten richten sich danach.",
  quiet: "Ruhezeit: E-Mails und Push-Nachrichten warten. Sicherheit nicht.",
  from: "Von",
  to: "Bis",
  quietDiffers: "Muss sich vom Beginn unterscheiden",
  timeNeeded: "Eine Uhrzeit wie 22:00",
  digest: "E-Mails über Geld und Zusammenfassungen",
  digests: { off: "Jede sofort", daily: "Eine E-Mail am Tag, um 08:00" },
  amounts: "Beträge auf dem Sperrbildschirm zeigen",
  email: "Deine E-Mail-Adresse",
  emailStates: {
    none: "Dein Konto hat keine Adresse: Es wird nichts per E-Mail gesendet.",
    unconfirmed:
      "Noch nicht bestätigt: Nur Sicherheits-Mails werden gesendet. Folge dem Link in der Mail, die wir dir geschickt haben.",
    confirmed: "Bestätigt.",
    suppressed:
      "E-Mails an diese Adresse kamen zurück, darum werden keine gesendet. Wenn sie wieder funktioniert, bestätige sie erneut. Sonst ändere die Adresse deines Kontos.",
  } as Record<string, string>,
  sendAgain: "Link erneut senden",
  sendAnyway: "Link zum Bestätigen senden",
  sentAgain: "Die E-Mail ist unterwegs.",
  save: "Speichern",
  saved: "Gespeichert.",
} satisfies Texts<typeof enPreferences>;
