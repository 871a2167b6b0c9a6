import { defineKind } from "../kind.ts";
import { BRIEF, failureWords, sentences } from "./words.ts";

export const payoutFailed = defineKind<{
  amount: string;
  withdrawal: string;
  method: string;
  reason: string;
}>({
  name: "payout_failed",
  class: "money",
  channels: ["in_app", "email", "push"],
  roles: ["creator"],
  follows: {
    "withdrawals.payout.failed.v1": ({ creatorId, amount, withdrawalId, method, reason }) => [
      {
        to: { user: creatorId },
        params: { amount: amount.toString(), withdrawal: withdrawalId, method, reason },
      },
    ],
  },
  link: () => "/finances",
  texts: {
    en: {
      title: () => "Your payout failed",
      body: ({ amount, method, reason }, { usd }) =>
        sentences(
          `Your payout of ${usd(amount)} failed: the amount is in your balance again.`,
          failureWords("en", method, reason),
          "Check your payout method before you try again.",
        ),
      brief: () => BRIEF.en,
      action: "Check the payout method",
    },
    de: {
      title: () => "Deine Auszahlung ist fehlgeschlagen",
      body: ({ amount, method, reason }, { usd }) =>
        sentences(
          `Deine Auszahlung von ${usd(amount)} ist fehlgeschlagen: Der Betrag ist wieder in deinem Guthaben.`,
          failureWords("de", method, reason),
          "Prüfe deine Auszahlungsmethode, bevor du es wieder versuchst.",
        ),
      brief: () => BRIEF.de,
      action: "Auszahlungsmethode prüfen",
    },
    es: {
      title: () => "Tu pago ha fallado",
      body: ({ amount, method, reason }, { usd }) =>
        sentences(
          `Tu pago de ${usd(amount)} ha fallado: el importe vuelve a estar en tu saldo.`,
          failureWords("es", method, reason),
          "Revisa tu método de cobro antes de volver a intentarlo.",
        ),
      brief: () => BRIEF.es,
      action: "Revisar el método de cobro",
    },
  },
});
