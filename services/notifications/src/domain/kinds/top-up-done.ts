import { defineKind } from "../kind.ts";
import { BRIEF, sentences } from "./words.ts";

export const topUpDone = defineKind<{ tokens: string; available: string }>({
  name: "top_up_done",
  class: "money",
  channels: ["in_app", "email", "push"],
  roles: ["viewer"],
  follows: {
    "wallet.transfer.posted.v1": ({ referenceType, amount, accounts }) =>
      referenceType === "TOP_UP"
        ? accounts.map(({ userId, available }) => ({
            to: { user: userId },
            params: { tokens: amount.toString(), available: available.toString() },
          }))
        : [],
  },
  link: () => "/streams",
  texts: {
    en: {
      title: () => "Your tokens are here",
      body: ({ tokens, available }, { many }) =>
        sentences(
          `${many(tokens, "token was", "tokens were")} added.`,
          `You have ${many(available, "token", "tokens")} now.`,
        ),
      brief: () => BRIEF.en,
      action: "Watch a stream",
    },
    de: {
      title: () => "Deine Tokens sind da",
      body: ({ tokens, available }, { many }) =>
        sentences(
          `${many(tokens, "Token wurde", "Tokens wurden")} gutgeschrieben.`,
          `Du hast jetzt ${many(available, "Token", "Tokens")}.`,
        ),
      brief: () => BRIEF.de,
      action: "Streams ansehen",
    },
    es: {
      title: () => "Tus tokens ya están aquí",
      body: ({ tokens, available }, { many }) =>
        sentences(
          `${many(tokens, "token añadido", "tokens añadidos")}.`,
          `Ahora tienes ${many(available, "token", "tokens")}.`,
        ),
      brief: () => BRIEF.es,
      action: "Ver una transmisión",
    },
  },
});
