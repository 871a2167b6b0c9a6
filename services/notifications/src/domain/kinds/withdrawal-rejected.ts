import { defineKind } from "../kind.ts";
import { BRIEF, sentences } from "./words.ts";

export const withdrawalRejected = defineKind<{ amount: string; withdrawal: string; reason: string }>({
  name: "withdrawal_rejected",
  class: "money",
  channels: ["in_app", "email", "push"],
  roles: ["creator"],
  follows: {
    "withdrawals.withdrawal.rejected.v1": ({ creatorId, amount, withdrawalId, note }) => [
      {
        to: { user: creatorId },
        params: { amount: amount.toString(), withdrawal: withdrawalId, reason: note },
      },
    ],
  },
  link: () => "/finances",
  texts: {
    en: {
      title: () => "Your withdrawal was rejected",
      body: ({ amount, reason }, { usd, words }) =>
        sentences(
          `Your withdrawal of ${usd(amount)} was rejected.`,
          "The amount is in your balance again.",
          reason && `Reason: ${words(reason)}`,
        ),
      brief: () => BRIEF.en,
      action: "See the withdrawal",
    },
    de: {
      title: () => "Deine Auszahlung wurde abgelehnt",
      body: ({ amount, reason }, { usd, words }) =>
        sentences(
          `Deine Auszahlung von ${usd(amount)} wurde abgelehnt.`,
          "Der Betrag ist wieder in deinem Guthaben.",
          reason && `Grund: ${words(reason)}`,
        ),
      brief: () => BRIEF.de,
      action: "Auszahlung ansehen",
    },
    es: {
      title: () => "Tu retiro se ha rechazado",
      body: ({ amount, reason }, { usd, words }) =>
        sentences(
          `Tu retiro de ${usd(amount)} se ha rechazado.`,
          "El importe vuelve a estar en tu saldo.",
          reason && `Motivo: ${words(reason)}`,
        ),
      brief: () => BRIEF.es,
      action: "Ver el retiro",
    },
  },
});
