import { countText } from "../../format/money.ts";
import type { adminWithdrawals as en } from "../en/admin-withdrawals.ts";
import type { Texts } from "../shape.ts";
import { counted } from "./words.ts";

const payouts = { one: "Auszahlung", other: "Auszahlungen" };

export const adminWithdrawals = {
  admin: {
    queue: "Warteschlange",
    queueLead: "Auszahlungen, die auf eine Entscheidung warten, die älteste zuerst.",
    pending: "Wartend",
    pendingNote: (count: number) =>
      count === 0 ? "Keine" : counted(count, { one: "Antrag", other: "Anträge" }),
    onItsWay: "Unterwegs",
    paid: "Ausgezahlt",
    payouts: (count: number) => counted(count, payouts),
    oldest: "Ältester Antrag",
    noneWaits: "Keiner",
    needReview: (count: number) => `${countText(count)} zu klären`,
    noneNeedsReview: "Nichts zu klären",
    unknown: (count: number) => `${countText(count)} mit unbekanntem Ausgang`,
    empty: "Die Warteschlange ist leer",
    emptyHint: "Neue Anträge erscheinen hier von selbst. Du kannst diese Seite offen lassen.",
    keys: "J und K bewegen, A genehmigt, R lehnt ab",
    keysOff: "Einzeltasten sind aus",
    turnKeysOff: "Tasten ausschalten",
    turnKeysOn: "Tasten einschalten",
    arrived: (count: number, amount: string) =>
      count === 1 ? `Ein neuer Antrag: ${amount}.` : `${countText(count)} neue Anträge.`,
    approve: "Genehmigen",
    reject: "Ablehnen",
    ofCreator: (amount: string, creator: string) => `${amount} von ${creator}`,
    record: {
      earned: (amount: string) => `${amount} verdient`,
      available: (amount: string) => `${amount} verfügbar`,
      paid: (count: number, amount: string) =>
        count === 0 ? "noch nie ausgezahlt" : `${amount} in ${counted(count, payouts)} ausgezahlt`,
      refused: (count: number) => `${countText(count)} abgelehnt`,
      returned: (count: number) => `${countText(count)} zurückgekommen`,
      paused: "Auszahlungen sind pausiert",
    },
    to: (method: string) => `an ${method}`,
    toNowhere: "noch keine Auszahlungsmethode",
    waits: "wartet",
    marks: {
      scheduled: "Geplant",
      instant: "Sofort",
      locked: (time: string) => `Gesperrt bis ${time}`,
    },
    secondApproval: "Braucht einen zweiten Admin",
    firstOfTwo: (who: string) => `1 von 2, durch ${who},`,
    status: {
      PENDING: "Offen",
      APPROVED: "Unterwegs",
      COMPLETED: "Ausgezahlt",
      REJECTED: "Abgelehnt",
      FAILED: "Zurückgekommen",
      CANCELED: "Storniert",
    },
    columns: {
      amount: "Betrag",
      creator: "Creator",
      status: "Status",
      asked: "Beantragt",
      changed: "Geändert",
      note: "Notiz",
      id: "ID",
      why: "Warum",
    },
  },
  processed: {
    title: "Auszahlungen",
    lead: "Jeder Antrag und sein Ergebnis.",
    all: "Alle Auszahlungen",
    status: "Status",
    creator: "Creator",
    none: "Keine Auszahlungen hier",
    noneHint: "Wähle einen anderen Status, um mehr zu sehen.",
    show: "Anzeigen",
  },
  one: {
    title: (amount: string) => `Auszahlung über ${amount}`,
    creator: "Creator",
    email: "E-Mail",
    method: "Ausgezahlt an",
    record: "Bisher",
    timeline: "Verlauf",
    attempts: "Auszahlungsversuche",
    noAttempts: "Noch nichts gesendet",
  },
} satisfies Texts<typeof en>;
