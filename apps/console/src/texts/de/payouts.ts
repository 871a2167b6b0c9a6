import { cents, countText, typedAmount } from "../../format/money.ts";
import type { payouts as en } from "../en/payouts.ts";
import type { Texts } from "../shape.ts";
import { counted, days } from "./words.ts";

export const payouts = {
  availability: {
    title: "Wann dein Geld verfügbar ist",
    parts: {
      available: "Jetzt verfügbar",
      held: "Für Auszahlungen vorgemerkt",
      maturing: "Wird verfügbar",
      reserve: "In Reserve",
      debt: "Zum Ausgleich einbehalten",
    },
    balance: "Saldo",
    on: (moment: string) => `Verfügbar am ${moment}`,
    kinds: { maturing: "Einnahmen", reserve: "Aus der Reserve freigegeben" },
    earnedOn: (day: string) => `verdient am ${day}`,
    upcoming: "Was wann verfügbar wird",
    amount: "Betrag",
    when: "Verfügbar am",
    from: "Von",
    debt: (amount: string) => `${amount} sind offen. Deine nächsten Einnahmen gleichen das zuerst aus.`,
    hold: (count: number) =>
      count === 0
        ? "Einnahmen sind sofort verfügbar."
        : `Einnahmen sind ${days(count)} nach dem Ende des Tages (UTC) verfügbar, an dem sie verdient wurden.`,
    reserved: (percent: string, count: number) =>
      `${percent} davon bleiben ${days(count)} lang in einer Reserve, für Erstattungen und Anfechtungen.`,
    bar: (available: string, balance: string) => `${available} von ${balance} sind jetzt verfügbar`,
  },
  method: {
    add: "Auszahlungsmethode hinzufügen",
    addTitle: "Wie möchtest du ausgezahlt werden?",
    addLead:
      "Das Ziel lässt sich später ändern. Nach einer Änderung warten Auszahlungen dorthin eine Sicherheitsfrist ab.",
    choose: "Art der Auszahlung",
    save: "Methode hinzufügen",
    asDefault: "Ab jetzt für Auszahlungen verwenden (Standard)",
    goOn: (label: string) => `Weiter bei ${label}`,
    setUp: (label: string) => `Mit ${label} einrichten`,
    change: (label: string) => `Bei ${label} ändern`,
    preview: "Vorschau",
    previewHint: "Dieser Weg ist neu und kann sich noch ändern.",
    unavailable: "Auf dieser Plattform zurzeit nicht verfügbar.",
    arrival: (count: number) =>
      count === 0
        ? "Kommt am selben Tag an"
        : `Kommt innerhalb von ${counted(count, { one: "Werktag", other: "Werktagen" })} an`,
    limits: (least: string, most: string) => `${least} bis ${most} pro Auszahlung`,
    required: (label: string) => `${label} ist erforderlich`,
    tooLong: (most: number) => `Höchstens ${countText(most)} Zeichen`,
    format: "Das hat nicht die richtige Form",
    isDefault: "Standard",
    makeDefault: "Als Standard festlegen",
    madeDefault: (label: string) => `${label} ist jetzt dein Standard.`,
    remove: "Entfernen…",
    removeTitle: "Diese Auszahlungsmethode entfernen?",
    removeHint: (label: string) =>
      `${label} wird entfernt. Auszahlungen, die dorthin gingen, bleiben in deinem Verlauf.`,
    doRemove: "Entfernen",
    removed: "Die Auszahlungsmethode ist entfernt.",
    added: (label: string) => `${label} ist hinzugefügt.`,
    locked: (time: string) => `Gesperrt bis ${time}`,
    lockedHint:
      "Sie ist neu oder wurde geändert. Auszahlungen dorthin warten so lange, damit niemand dein Geld umleiten kann.",
    of: (label: string) => label,
  },
  withdraw: {
    method: "Wohin",
    speed: "Wie schnell",
    standard: "Standard",
    instant: "Sofort",
    standardHint: (count: number | null) =>
      count === null
        ? "1–3 Werktage, kostenlos"
        : `${counted(count, { one: "Werktag", other: "Werktage" })}, kostenlos`,
    instantHint: (percent: string, least: string) =>
      `Innerhalb von Minuten. Gebühr: ${percent}, mindestens ${least}`,
    notEligible: "Diese Methode kann keine Sofortauszahlungen empfangen.",
    fee: "Gebühr",
    free: "Keine",
    arrives: "Du erhältst",
    arrival: "Kommt an",
    soon: "Minuten nach der Genehmigung",
    confirmInstant: (amount: string, where: string, remains: string) =>
      `${amount} werden jetzt vorgemerkt und sofort an ${where} gesendet, sobald ein Admin zugestimmt hat. ${remains} bleiben verfügbar.`,
    quoting: "Gebühr und Ankunftstag werden berechnet",
    waits: (time: string) =>
      `Diese Methode ist gesperrt. Nach der Genehmigung wartet die Auszahlung bis ${time}.`,
  },
  history: {
    scheduled: "Geplant",
    instant: "Sofort",
    unclaimed: (time: string) => `Noch nicht abgeholt. Das Geld kommt am ${time} zurück.`,
    unclaimedOpen: "Noch nicht abgeholt.",
    waits: (time: string) => `Genehmigt. Die Methode ist bis ${time} gesperrt.`,
    cancelPayout: "Auszahlung stornieren",
    cancelTitle: "Diese Auszahlung stornieren?",
    cancelHint: (amount: string) =>
      `Niemand hat sie abgeholt. ${amount} kommen zurück auf dein Konto.`,
    canceling: "Die Auszahlung wird zurückgeholt.",
  },
  schedule: {
    title: "Zeitplan",
    lead: "Lass dich auszahlen, ohne jedes Mal zu fragen. Ein Admin genehmigt weiterhin jede Auszahlung.",
    absent: "Zeitpläne gibt es hier nicht",
    absentHint: "Beantrage eine Auszahlung auf der Seite Finanzen.",
    next: "Nächste Auszahlung",
    none: "Keine geplanten Auszahlungen",
    noneHint:
      "Du beantragst jede Auszahlung selbst. Wähle wöchentlich oder monatlich, um automatisch ausgezahlt zu werden.",
    about: (amount: string) => `etwa ${amount}, nach dem heutigen Stand`,
    notEnough: (amount: string) =>
      `${amount} wären verfügbar: unter deinem Minimum, also würde der Lauf ausfallen`,
    threshold: (least: string) => `Sobald ${least} verfügbar sind`,
    paused: {
      creator: "Du hast Auszahlungen pausiert",
      admin: "Ein Admin hat Auszahlungen pausiert",
    } as Record<string, string>,
    pausedHint: {
      creator: "Kein Lauf erzeugt eine Auszahlung, bis du fortsetzt.",
      admin: "Frag die Plattform nach dem Grund.",
    } as Record<string, string>,
    pause: "Pausieren",
    resume: "Fortsetzen",
    isPaused: "Geplante Auszahlungen sind pausiert.",
    isResumed: "Geplante Auszahlungen sind wieder aktiv.",
    change: "Zeitplan ändern",
    cadence: "Wie oft",
    cadences: {
      manual: "Nur wenn ich es beantrage",
      weekly: "Jede Woche",
      monthly: "Jeden Monat",
      threshold: "Wenn das Minimum erreicht ist",
    },
    weekday: "Wochentag",
    monthDay: "Tag im Monat",
    monthDayHint: "In kürzeren Monaten: am letzten Tag",
    dayNeeded: "Ein Tag von 1 bis 31",
    zone: "Zeitzone",
    zoneHint: "Dort beginnt und endet der Tag.",
    minimum: "Minimum",
    minimumHint: (least: string) => `Kleinere Beträge warten auf den nächsten Lauf. Mindestens ${least}`,
    retain: "Auf dem Konto behalten",
    retainHint: "So viel wird nie automatisch ausgezahlt.",
    method: "Wohin",
    byDefault: "Meine Standardmethode",
    save: "Zeitplan speichern",
    saved: "Der Zeitplan ist gespeichert.",
    savedFrom: (day: string) => `Der Zeitplan ist gespeichert. Er gilt ab ${day}.`,
    amountNeeded: `Ein Betrag wie ${typedAmount(cents(10_000n))}`,
  },
  calendar: {
    title: "Kalender",
    caption: (month: string) => `Auszahlungskalender für ${month}`,
    earlier: "Früherer Monat",
    later: "Späterer Monat",
    today: "heute",
    empty: "Nichts in diesem Monat",
    emptyHint: "Läufe, frei werdende Beträge, Ankünfte und Bankfeiertage erscheinen hier.",
    kinds: {
      run: "Auszahlungslauf",
      available: "Verfügbar",
      reserve_release: "Reserve freigegeben",
      arrival: "Kommt an",
      holiday: "Bankfeiertag",
      method_unlocked: "Methode entsperrt",
    },
    skipped: "Lauf ausgefallen",
  },
  runs: {
    title: "Läufe",
    none: "Noch keine Läufe",
    noneHint: "Jeder Lauf erscheint hier: die Auszahlung, die er erzeugt hat, oder warum er ausfiel.",
    date: "Datum",
    result: "Ergebnis",
    amount: "Betrag",
    why: "Warum",
    next: "Nächster Lauf",
    created: "Beantragt",
    skipped: "Ausgefallen",
    reasons: {
      below_minimum: "Weniger als das Minimum war verfügbar. Es bleibt auf deinem Konto.",
      nothing_available: "Nichts war verfügbar.",
      on_hold: "Die Einnahmen sind noch nicht verfügbar.",
      account_not_ready: "Für deine Auszahlungsmethode fehlen noch Angaben.",
      method_locked: "Die Auszahlungsmethode wurde geändert und ist noch gesperrt.",
      tax_form_missing: "Ein Steuerformular fehlt.",
      debt: "Zuerst muss ein offener Betrag ausgeglichen werden.",
      paused_by_admin: "Ein Admin hat Auszahlungen pausiert.",
      paused_by_creator: "Du hast Auszahlungen pausiert.",
      payout_in_flight: "Eine andere Auszahlung war noch offen.",
    } as Record<string, string>,
  },
} satisfies Texts<typeof en>;
