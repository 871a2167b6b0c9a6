import { defineKind } from "../kind.ts";
import { BRIEF } from "./words.ts";

export const largeRequest = defineKind<{ creator: string; amount: string; withdrawal: string }>({
  name: "large_request",
  class: "money",
  channels: ["in_app", "email", "push"],
  roles: ["admin"],
  bound: { perHour: 10, rest: "inbox" },
  follows: {
    "withdrawals.withdrawal.requested.v1": ({ creatorId, amount, withdrawalId }, { settings }) =>
      amount >= settings.largeWithdrawalCents
        ? [
            {
              to: { role: "admin" },
              params: { creator: creatorId, amount: amount.toString(), withdrawal: withdrawalId },
            },
          ]
        : [],
  },
  link: ({ withdrawal }) => `/admin/withdrawals/${withdrawal}`,
  texts: {
    en: {
      title: () => "A large withdrawal waits for a decision",
      body: ({ creator, amount }, { usd, words }) => `${words(creator)} requested ${usd(amount)}.`,
      brief: () => BRIEF.en,
      action: "Decide",
    },
    de: {
      title: () => "Eine große Auszahlung wartet auf eine Entscheidung",
      body: ({ creator, amount }, { usd, words }) => `${words(creator)} hat ${usd(amount)} beantragt.`,
      brief: () => BRIEF.de,
      action: "Entscheiden",
    },
    es: {
      title: () => "Un retiro grande espera una decisión",
      body: ({ creator, amount }, { usd, words }) => `${words(creator)} ha pedido ${usd(amount)}.`,
      brief: () => BRIEF.es,
      action: "Decidir",
    },
  },
});
