import { countText } from "../../format/money.ts";
import type { deciding as enDeciding, adminDecisions as enDecisions } from "../en/admin-decisions.ts";
import type { Texts } from "../shape.ts";
import { counted, many } from "./words.ts";

const withdrawals = (count: number): string => counted(count, { one: "Auszahlung", other: "Auszahlungen" });

export const deciding = {
  bulk: {
    approveTitle: (count: number, amount: string) => `${withdrawals(count)} genehmigen, ${amount}?`,
    rejectTitle: (count: number, amount: string) => `${withdrawals(count)} ablehnen, ${amount}?`,
    checking: (count: number) => `${withdrawals(count)} ${many(count, "wird", "werden")} geprüft…`,
    approve: (amount: string) =>
      `Insgesamt ${amount} verlassen die Konten der Creator und werden gesendet. Jede steht für sich: Schlägt eine fehl, hält das die anderen nicht auf.`,
    reject: (amount: string) =>
      `Insgesamt ${amount} werden nicht ausgezahlt und sind für die Creator wieder verfügbar. Alle lesen deine Nachricht.`,
    second: (count: number) =>
      `${countText(count)} davon ${many(count, "braucht", "brauchen")} zwei Admins: Davon wird nichts gezahlt, bis ein anderer Admin ebenfalls zustimmt.`,
    leftOut: (count: number) => `${withdrawals(count)} ausgelassen`,
    nothing: "Über keine davon kann jetzt entschieden werden.",
    doApprove: (count: number) => `${countText(count)} genehmigen`,
    doReject: (count: number) => `${countText(count)} ablehnen`,
    progress: (done: number, of: number) => `${countText(done)} von ${countText(of)}`,
    progressOf: "Getroffene Entscheidungen",
    done: "Ergebnis",
    approved: (count: number, amount: string) => `${withdrawals(count)} genehmigt, ${amount}.`,
    rejected: (count: number, amount: string) => `${withdrawals(count)} abgelehnt, ${amount}.`,
    failed: (count: number) => `${withdrawals(count)} nicht entschieden`,
    unsent: "Nicht gesendet: Die Verbindung brach ab. Versuche es erneut.",
    close: "Schließen",
    why: {
      own_withdrawal: "Deine eigene Auszahlung",
      second_admin_required: "Ein anderer Admin muss zustimmen",
      already_approved: "Du hast schon zugestimmt",
      invalid_transition: "Nicht mehr offen",
      decision_pending: "Ein anderer Admin hat schon entschieden",
      destination_changed: "Das Ziel hat sich geändert",
      withdrawal_not_found: "Nicht gefunden",
      payouts_paused: "Auszahlungen sind pausiert",
      payouts_frozen: "Auszahlungen sind angehalten",
    } as Record<string, string>,
  },
  facts: {
    title: "Für die Entscheidung",
    age: "Alter der Einnahmen",
    ageOf: (median: number) =>
      median === 0
        ? "Die Hälfte vom letzten Tag"
        : `Die Hälfte älter als ${counted(median, { one: "Tag", other: "Tage" })}`,
    between: (from: string, to: string) => `${from} – ${to}`,
    viewers: "Verdient durch",
    viewersOf: (viewers: number, streams: number) =>
      `${counted(viewers, { one: "Zuschauer", other: "Zuschauer" })}, ${counted(streams, { one: "Stream", other: "Streams" })}`,
    share: "Größter Zuschauer",
    shareOf: (percent: number) => `${countText(percent)} % davon`,
    adjustments: "Korrekturen",
    noAdjustments: "Keine",
    by: (who: string) => `von ${who}`,
    method: "Auszahlungsmethode",
    added: "hinzugefügt",
    changed: "zuletzt geändert",
    earlier: "Frühere Auszahlungen",
    noEarlier: "Keine",
    average: (amount: string) => `${amount} im Durchschnitt`,
    lastPaid: "die letzte",
    open: "Offene Probleme",
    cases: (count: number) => counted(count, { one: "Fall", other: "Fälle" }),
    disputes: (count: number) => counted(count, { one: "Anfechtung", other: "Anfechtungen" }),
    noneOpen: "Keine",
    unknown: "Zurzeit nicht bekannt",
    available: "Saldo",
  },
} satisfies Texts<typeof enDeciding>;

export const adminDecisions = {
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
} satisfies Texts<typeof enDecisions>;
