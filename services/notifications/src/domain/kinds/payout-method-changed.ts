import { defineKind } from "../kind.ts";
import type { Language } from "../language.ts";
import { BRIEF, railLabel, sentences } from "./words.ts";

/** `ready` follows `added`, and `needs_action` is a kind of its own. */
const NOTABLE = ["added", "destination_changed", "made_default", "removed"];

function changed(language: Language, change: string, label: string): string {
  const words: Record<Language, Record<string, string>> = {
    en: {
      added: `A payout method was added: ${label}.`,
      destination_changed: `The account behind a payout method changed: ${label}.`,
      made_default: `Payouts go to another method from now on: ${label}.`,
      removed: `A payout method was removed: ${label}.`,
    },
    de: {
      added: `Eine Auszahlungsmethode wurde hinzugefügt: ${label}.`,
      destination_changed: `Das Konto hinter einer Auszahlungsmethode hat sich geändert: ${label}.`,
      made_default: `Auszahlungen gehen ab jetzt an eine andere Methode: ${label}.`,
      removed: `Eine Auszahlungsmethode wurde entfernt: ${label}.`,
    },
    es: {
      added: `Se ha añadido un método de cobro: ${label}.`,
      destination_changed: `La cuenta de un método de cobro ha cambiado: ${label}.`,
      made_default: `Desde ahora los pagos van a otro método: ${label}.`,
      removed: `Se ha quitado un método de cobro: ${label}.`,
    },
  };
  return words[language][change] ?? "";
}

export const payoutMethodChanged = defineKind<{ method: string; change: string; locked: string }>({
  name: "payout_method_changed",
  class: "security",
  channels: ["in_app", "email", "push"],
  roles: ["creator"],
  // Somebody may add and remove methods by a script.
  bound: { perHour: 5, rest: "inbox" },
  follows: {
    "withdrawals.payout_method.changed.v1": ({ creatorId, method, change, lockedUntil }) =>
      NOTABLE.includes(change)
        ? [
            {
              to: { user: creatorId },
              params: { method, change, locked: lockedUntil?.toISOString() ?? "" },
            },
          ]
        : [],
  },
  link: () => "/finances",
  texts: {
    en: {
      title: () => "Your payout method was changed",
      body: ({ method, change, locked }, { moment, words }) =>
        sentences(
          changed("en", change, words(railLabel("en", method))),
          change !== "removed" && locked && `No payout goes there before ${moment(locked)}.`,
          "If this was not you, contact the support of the platform at once.",
        ),
      brief: () => BRIEF.en,
      action: "Check the payout methods",
    },
    de: {
      title: () => "Deine Auszahlungsmethode wurde geändert",
      body: ({ method, change, locked }, { moment, words }) =>
        sentences(
          changed("de", change, words(railLabel("de", method))),
          change !== "removed" && locked && `Vor dem ${moment(locked)} geht keine Auszahlung dorthin.`,
          "Warst du das nicht, wende dich sofort an den Support der Plattform.",
        ),
      brief: () => BRIEF.de,
      action: "Auszahlungsmethoden prüfen",
    },
    es: {
      title: () => "Tu método de cobro ha cambiado",
      body: ({ method, change, locked }, { moment, words }) =>
        sentences(
          changed("es", change, words(railLabel("es", method))),
          change !== "removed" && locked && `Ningún pago va allí antes del ${moment(locked)}.`,
          "Si no has sido tú, contacta de inmediato con el soporte de la plataforma.",
        ),
      brief: () => BRIEF.es,
      action: "Revisar los métodos de cobro",
    },
  },
});
