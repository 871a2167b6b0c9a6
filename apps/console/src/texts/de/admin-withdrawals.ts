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
  decision: {
    approveTitle: (amount: string) => `${amount} genehmigen?`,
    rejectTitle: (amount: string) => `${amount} ablehnen?`,
    approveStripe: (amount: string, creator: string) =>
      `${amount} verlassen das Konto von ${creator} und gehen an Stripe, das sie in 1–3 Werktagen auf die Bank überweist.`,
    approveRail: (amount: string, creator: string, rail: string) =>
      `${amount} verlassen das Konto von ${creator} und werden über ${rail} gesendet.`,
    approveInstant: (amount: string, creator: string, rail: string) =>
      `${amount} verlassen das Konto von ${creator} und werden über ${rail} als Sofortauszahlung gesendet.`,
    approveLocked: (time: string) => `Das Ziel ist gesperrt: Gesendet wird nach ${time}.`,
    approveManual: (amount: string, creator: string) =>
      `${amount} verlassen das Konto von ${creator}. Du zahlst sie von Hand aus und markierst sie danach als ausgezahlt.`,
    approveUnset: (amount: string, creator: string) =>
      `${amount} verlassen das Konto von ${creator} und warten, bis eine Auszahlungsmethode eingerichtet ist. Dann genehmigt ein Admin sie für diese Methode.`,
    approvePlace: (amount: string, creator: string) =>
      `${amount} von ${creator} sind genehmigt, aber für ein anderes Ziel. Sie gehen an das neue, sobald du zustimmst.`,
    goesTo: "Geht an",
    approveFirst: (amount: string) =>
      `${amount} brauchen zwei Admins. Deine Zustimmung ist die erste: Nichts wird gezahlt, bis ein anderer Admin ebenfalls zustimmt.`,
    reject: (amount: string, creator: string) =>
      `${amount} werden nicht ausgezahlt und sind für ${creator} sofort wieder verfügbar. Deine Notiz ist dort zu lesen.`,
    note: "Notiz",
    message: "Nachricht an den Creator (optional)",
    reason: "Grund, für den Creator",
    internal: "Interne Notiz (optional)",
    internalHint: "Nur Admins sehen sie.",
    noteNeeded: "Nenne den Grund: Der Creator liest ihn.",
    approved: "Genehmigt.",
    approvedFirst: "Deine Zustimmung ist gespeichert. Ein zweiter Admin entscheidet.",
    rejected: "Abgelehnt.",
  },
  manual: {
    paid: "Als ausgezahlt markieren",
    failed: "Als fehlgeschlagen markieren",
    paidTitle: (amount: string) => `Hast du ${amount} ausgezahlt?`,
    paidHint: "Die Auszahlung ist abgeschlossen, mit der Referenz deiner Zahlung.",
    failedTitle: (amount: string) => `Konnten ${amount} nicht ausgezahlt werden?`,
    asked: "Ein zweiter Admin muss es bestätigen. Noch hat sich nichts geändert.",
    failedHint: (amount: string) =>
      `${amount} gehen zurück auf das Konto des Creators. Deine Notiz ist dort zu lesen.`,
    reference: "Referenz der Zahlung",
    referenceNeeded: "Die Referenz der Bank, damit man die Zahlung wiederfindet.",
    details: "Zahlen an",
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
  review: {
    title: "Zu klären",
    lead: "Auszahlungen, die ohne eine Person nicht weiterkommen.",
    none: "Nichts zu klären",
    noneHint:
      "Auszahlungen mit unbekanntem Ausgang, gescheiterte Rückholungen und fehlende Auszahlungsmethoden erscheinen hier.",
    reasons: {
      payout_method_missing: {
        title: "Keine Auszahlungsmethode",
        todo: "Der Creator muss eine Auszahlungsmethode einrichten. Dann genehmigt ein Admin sie dafür.",
      },
      payout_method_restricted: {
        title: "Auf das Konto kann gerade nicht ausgezahlt werden",
        todo: "Der Creator muss Stripe die fehlenden Angaben machen oder ein anderes Konto wählen. Metercast versucht es von selbst wieder.",
      },
      destination_unapproved: {
        title: "Das Ziel hat sich geändert",
        todo: "Prüfe das neue Ziel und genehmige es dann.",
      },
      payouts_paused: {
        title: "Ein Admin hat die Auszahlungen dieses Creators pausiert",
        todo: "Sie beginnt, wenn ein Admin sie fortsetzt.",
      },
      payout_method_unavailable: {
        title: "Dieser Zahlweg ist hier nicht eingerichtet",
        todo: "Dem Dienst fehlen die Schlüssel dafür. Metercast versucht es wieder, sobald sie da sind.",
      },
      platform_balance_too_small: {
        title: "Zu wenig Geld beim Zahlungsdienst",
        todo: "Fülle das Guthaben der Plattform bei Stripe oder PayPal auf. Metercast versucht es von selbst wieder.",
      },
      channel_unknown: {
        title: "Unbekannter Auszahlungskanal",
        todo: "Die Wallet hat kein Konto für diesen Kanal, darum hat sich kein Geld bewegt. Aktualisiere zuerst die Wallet.",
      },
      connected_balance_negative: {
        title: "Das Konto des Creators ist im Minus",
        todo: "Das Stripe-Konto liegt unter null, darum wurde nichts gesendet. Kläre das mit dem Creator. Metercast versucht es von selbst wieder.",
      },
      outcome_unknown: {
        title: "Ausgang nicht bekannt",
        todo: "Metercast wiederholt die Anfrage, solange das sicher ist. Zahle nicht auf anderem Weg: Es könnte doppelt gezahlt werden. Zwei Admins können es klären.",
      },
      reversal_failed: {
        title: "Eine Rückholung ist gescheitert",
        todo: "Das Geld liegt noch auf dem Stripe-Konto des Creators: Hol es dort zurück oder sprich mit dem Creator. Zwei Admins können es klären.",
      },
      frozen: {
        title: "Auszahlungen sind angehalten",
        todo: "Sie wird gesendet, sobald ein Admin Auszahlungen freigibt.",
      },
    } as Record<string, { title: string; todo: string }>,
  },
} satisfies Texts<typeof en>;
