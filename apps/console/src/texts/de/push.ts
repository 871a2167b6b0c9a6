import type { push as en } from "../en/push.ts";
import type { Texts } from "../shape.ts";

export const push = {
  title: "Push-Nachrichten in diesem Browser",
  reading: "Der Browser wird geprüft …",
  states: {
    on: "Dieser Browser zeigt deine Mitteilungen, auch wenn Metercast geschlossen ist.",
    off: "Dieser Browser zeigt keine Mitteilungen.",
    blocked:
      "Mitteilungen dieser Website sind blockiert. Erlaube sie in den Einstellungen des Browsers und lade die Seite dann neu.",
    unsupported:
      "Dieser Browser kann keine Push-Nachrichten. Lege Metercast auf einem iPhone zuerst auf den Home-Bildschirm.",
  },
  switchOn: "Mitteilungen hier anzeigen",
  switchOff: "Mitteilungen hier ausschalten",
} satisfies Texts<typeof en>;
