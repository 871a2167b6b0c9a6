import { defineKind } from "../kind.ts";
import { BRIEF } from "./words.ts";

export const withdrawalRequested = defineKind<{ amount: string; withdrawal: string }>({
  name: "withdrawal_requested",
  class: "money",
  channels: ["in_app", "email", "push"],
  roles: ["creator"],
  follows: {
    "withdrawals.withdrawal.requested.v1": ({ creatorId, amount, withdrawalId }) => [
      { to: { user: creatorId }, params: { amount: amount.toString(), withdrawal: withdrawalId } },
    ],
  },
  link: () => "/finances",
  texts: {
    en: {
      title: () => "Your withdrawal was requested",
      body: ({ amount }, { usd }) =>
        `You requested ${usd(amount)}. The amount is reserved until the platform has decided.`,
      brief: () => BRIEF.en,
      action: "See the withdrawal",
    },
    de: {
      title: () => "Deine Auszahlung ist beantragt",
      body: ({ amount }, { usd }) =>
        `Du hast ${usd(amount)} beantragt. Der Betrag ist reserviert, bis die Plattform entschieden hat.`,
      brief: () => BRIEF.de,
      action: "Auszahlung ansehen",
    },
    es: {
      title: () => "Has pedido un retiro",
      body: ({ amount }, { usd }) =>
        `Has pedido ${usd(amount)}. El importe queda reservado hasta que la plataforma decida.`,
      brief: () => BRIEF.es,
      action: "Ver el retiro",
    },
  },
});
