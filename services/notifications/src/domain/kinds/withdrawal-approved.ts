import { defineKind } from "../kind.ts";
import { BRIEF } from "./words.ts";

export const withdrawalApproved = defineKind<{ amount: string; withdrawal: string }>({
  name: "withdrawal_approved",
  class: "money",
  channels: ["in_app", "email", "push"],
  roles: ["creator"],
  follows: {
    "withdrawals.withdrawal.approved.v1": ({ creatorId, amount, withdrawalId }) => [
      { to: { user: creatorId }, params: { amount: amount.toString(), withdrawal: withdrawalId } },
    ],
  },
  link: () => "/finances",
  texts: {
    en: {
      title: () => "Your withdrawal was approved",
      body: ({ amount }, { usd }) =>
        `Your withdrawal of ${usd(amount)} was approved. The payout starts next.`,
      brief: () => BRIEF.en,
      action: "See the withdrawal",
    },
    de: {
      title: () => "Deine Auszahlung ist genehmigt",
      body: ({ amount }, { usd }) =>
        `Deine Auszahlung von ${usd(amount)} ist genehmigt. Als Nächstes wird sie überwiesen.`,
      brief: () => BRIEF.de,
      action: "Auszahlung ansehen",
    },
    es: {
      title: () => "Tu retiro se ha aprobado",
      body: ({ amount }, { usd }) => `Tu retiro de ${usd(amount)} se ha aprobado. Ahora empieza el pago.`,
      brief: () => BRIEF.es,
      action: "Ver el retiro",
    },
  },
});
