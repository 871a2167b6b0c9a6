import { defineKind } from "../kind.ts";
import { BRIEF, sentences } from "./words.ts";

export const topUpFailed = defineKind<{ tokens: string }>({
  name: "top_up_failed",
  class: "money",
  channels: ["in_app", "email", "push"],
  roles: ["viewer"],
  follows: {
    "billing.top_up.failed.v1": ({ userId, tokens }) => [
      { to: { user: userId }, params: { tokens: tokens.toString() } },
    ],
  },
  link: () => "/streams",
  texts: {
    en: {
      title: () => "Your payment did not go through",
      body: ({ tokens }, { many }) =>
        sentences(
          `The payment for ${many(tokens, "token", "tokens")} was declined.`,
          "You were not charged.",
          "Try again with another way to pay.",
        ),
      brief: () => BRIEF.en,
      action: "Try again",
    },
    de: {
      title: () => "Deine Zahlung hat nicht geklappt",
      body: ({ tokens }, { many }) =>
        sentences(
          `Die Zahlung für ${many(tokens, "Token", "Tokens")} wurde abgelehnt.`,
          "Dir wurde nichts berechnet.",
          "Versuche es mit einem anderen Zahlungsmittel.",
        ),
      brief: () => BRIEF.de,
      action: "Noch einmal versuchen",
    },
    es: {
      title: () => "Tu pago no se ha completado",
      body: ({ tokens }, { many }) =>
        sentences(
          `El pago de ${many(tokens, "token", "tokens")} se ha rechazado.`,
          "No se te ha cobrado nada.",
          "Inténtalo de nuevo con otro medio de pago.",
        ),
      brief: () => BRIEF.es,
      action: "Intentarlo de nuevo",
    },
  },
});
