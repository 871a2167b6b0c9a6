import { defineKind } from "../kind.ts";
import { BRIEF, reviewWords, sentences } from "./words.ts";

export const needsReview = defineKind<{
  creator: string;
  amount: string;
  withdrawal: string;
  reason: string;
}>({
  name: "needs_review",
  class: "money",
  channels: ["in_app", "email", "push"],
  roles: ["admin"],
  // A freeze or an empty balance at a provider stops many at once.
  bound: { perHour: 5, rest: "inbox" },
  follows: {
    "withdrawals.withdrawal.needs_review.v1": ({ creatorId, amount, withdrawalId, reason }) => [
      {
        to: { role: "admin" },
        params: { creator: creatorId, amount: amount.toString(), withdrawal: withdrawalId, reason },
      },
    ],
  },
  link: ({ withdrawal }) => `/admin/withdrawals/${withdrawal}`,
  texts: {
    en: {
      title: () => "A withdrawal needs your attention",
      body: ({ creator, amount, reason }, { usd, words }) =>
        sentences(
          `The withdrawal of ${usd(amount)} by ${words(creator)} can’t continue without a person.`,
          reviewWords("en", reason),
        ),
      brief: () => BRIEF.en,
      action: "Open the withdrawal",
    },
    de: {
      title: () => "Eine Auszahlung braucht Aufmerksamkeit",
      body: ({ creator, amount, reason }, { usd, words }) =>
        sentences(
          `Die Auszahlung von ${usd(amount)} an ${words(creator)} geht nicht ohne dich weiter.`,
          reviewWords("de", reason),
        ),
      brief: () => BRIEF.de,
      action: "Auszahlung öffnen",
    },
    es: {
      title: () => "Un retiro necesita atención",
      body: ({ creator, amount, reason }, { usd, words }) =>
        sentences(
          `El retiro de ${usd(amount)} de ${words(creator)} no puede continuar sin una persona.`,
          reviewWords("es", reason),
        ),
      brief: () => BRIEF.es,
      action: "Abrir el retiro",
    },
  },
});
