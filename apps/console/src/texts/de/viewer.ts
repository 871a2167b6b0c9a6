import { countText } from "../../format/money.ts";
import type { viewer as en } from "../en/viewer.ts";
import type { Texts } from "../shape.ts";
import { counted, minutes, tokens } from "./words.ts";

const price = (count: number): string => `${countText(count)} ${tokens(count)}`;

export const viewer = {
  streams: {
    title: "Jetzt live",
    lead: "Zahle für die Minuten, die du siehst, und für sonst nichts.",
    live: "Live",
    ended: "Beendet",
    none: "Gerade ist niemand live",
    noneHint: "Streams erscheinen hier, sobald sie beginnen.",
  },
  watch: {
    picture: "Stream",
    price: (count: number) => `${price(count)} pro Minute`,
    viewers: (count: number) => counted(count, { one: "Zuschauer", other: "Zuschauer" }),
    start: "Jetzt zuschauen",
    startHint: (count: number) =>
      `${price(count)} für jede ganze Minute. Wenn du gehst, bleibt dir der Rest einer bezahlten Minute zehn Minuten lang erhalten.`,
    again: "Weiter zuschauen",
    leave: "Verlassen",
    receipt: "Belege ansehen",
    others: "Andere Streams",
    notJoined: "Der Beitritt ist fehlgeschlagen",
    notEnough: "Nicht genug Tokens",
    notEnoughHint: (count: number) =>
      `Die nächste Minute kostet ${price(count)}. Lade auf und sieh weiter zu.`,
    usedUp: "Deine Tokens sind aufgebraucht",
    usedUpHint: "Lade auf, um weiter zuzuschauen, oder verlasse den Stream.",
    paidFor: (watched: number, paid: number) =>
      `Du hast ${counted(watched, { one: "Minute", other: "Minuten" })} für ${price(paid)} zugesehen.`,
    overHint: "Sieh nach, wer sonst live ist.",
    endedBy: {
      left: "Du hast den Stream verlassen",
      lost: "Die Verbindung wurde unterbrochen",
      stream_ended: "Der Stream ist beendet",
      insufficient_funds: "Deine Tokens sind aufgebraucht",
    } as Record<string, string> & { left: string; stream_ended: string },
  },
  meter: {
    title: "Deine Tokens",
    left: (count: bigint) => `${tokens(count)} übrig`,
    price: "Preis",
    lasts: "Reicht noch",
    free: "Dieser Stream ist kostenlos",
    about: (count: bigint) => (count === 0n ? "weniger als eine Minute" : `etwa ${minutes(count)}`),
    until: (time: string) => `bis ${time}`,
    thisVisit: "Dieser Besuch",
    lowNow: "Es sind nur noch wenige Tokens übrig. Du kannst auf dieser Seite aufladen.",
    arrived: (count: string) => `${count} Tokens sind angekommen.`,
  },
  topUp: {
    title: "Aufladen",
    buy: "Kaufen:",
    for: "für",
    how: "Bezahlung mit Karte in einem neuen Tab. Der Stream läuft weiter.",
    opened: "Bezahle im neuen Tab. Deine Tokens erscheinen dann hier.",
  },
  paid: {
    done: {
      title: "Vielen Dank",
      lead: "Deine Tokens sind da, sobald die Zahlung bestätigt ist, meist innerhalb von Sekunden. Du kannst diesen Tab schließen und weiter zuschauen.",
    },
    left: {
      title: "Es wurde nichts bezahlt",
      lead: "Du hast die Zahlung vorher abgebrochen. Du kannst diesen Tab schließen.",
    },
    close: "Diesen Tab schließen",
    kept: "Dein Browser hält diesen Tab offen: Schließe ihn selbst, der Stream läuft im anderen.",
    home: "Zurück zu Metercast",
  },
  receipts: {
    title: "Belege",
    lead: "Was du gesehen und bezahlt hast, Tag für Tag.",
    none: "Noch keine Belege",
    noneHint: "Jeder Stream, den du siehst, erscheint hier mit seinen Minuten.",
    toStreams: "Sieh nach, wer live ist",
    stream: "Ein Stream",
    session: "Sitzung",
    running: "Läuft",
    usedUp: "Tokens aufgebraucht",
    minutesOf: (title: string) => `die Minuten von ${title}`,
    minute: (number: number) => `Minute ${number}`,
    minuteLasts: (seconds: number) => `eine Minute dauert hier ${seconds} s`,
    noMinutes: "Keine ganze Minute wurde gesehen: Es wurde nichts bezahlt.",
    andMore: (count: number) =>
      `und ${counted(count, { one: "weitere Minute", other: "weitere Minuten" })} zum selben Preis`,
  },
} satisfies Texts<typeof en>;
