import { defineKind } from "../kind.ts";
import { BRIEF, sentences } from "./words.ts";

const TYPES = ["CLAWBACK", "CLAWBACK_RETURNED"];

export const earningsTakenBack = defineKind<{ amount: string; isBack: boolean }>({
  name: "earnings_taken_back",
  class: "money",
  channels: ["in_app", "email", "push"],
  roles: ["creator"],
  // A debt is collected in many small pieces: the ledger has them all.
  bound: { perHour: 1, rest: "nothing" },
  follows: {
    "wallet.transfer.posted.v1": ({ referenceType, amount, accounts }) =>
      TYPES.includes(referenceType)
        ? accounts.map(({ userId }) => ({
            to: { user: userId },
            params: { amount: amount.toString(), isBack: referenceType === "CLAWBACK_RETURNED" },
          }))
        : [],
  },
  link: () => "/ledger",
  texts: {
    en: {
      title: ({ isBack }) => (isBack ? "Earnings were returned to you" : "Earnings were taken back"),
      body: ({ amount, isBack }, { usd }) =>
        isBack
          ? `A viewer’s payment counts again. ${usd(amount)} was returned to you.`
          : `A viewer’s payment was refunded or disputed. ${usd(amount)} of earnings was taken back.`,
      brief: () => BRIEF.en,
      action: "See the ledger",
    },
    de: {
      title: ({ isBack }) =>
        isBack ? "Du hast Einnahmen zurückbekommen" : "Einnahmen wurden zurückgenommen",
      body: ({ amount, isBack }, { usd }) =>
        isBack
          ? `Eine Zahlung gilt wieder. Du hast ${usd(amount)} zurückbekommen.`
          : sentences(
              "Eine Zahlung wurde erstattet oder angefochten.",
              `${usd(amount)} an Einnahmen daraus wurden zurückgenommen.`,
            ),
      brief: () => BRIEF.de,
      action: "Buchungen ansehen",
    },
    es: {
      title: ({ isBack }) => (isBack ? "Te hemos devuelto ingresos" : "Se han recuperado ingresos tuyos"),
      body: ({ amount, isBack }, { usd }) =>
        isBack
          ? `El pago de un espectador vuelve a ser válido. Te hemos devuelto ${usd(amount)}.`
          : sentences(
              "El pago de un espectador se reembolsó o se disputó.",
              `Se han recuperado ${usd(amount)} de tus ingresos.`,
            ),
      brief: () => BRIEF.es,
      action: "Ver los movimientos",
    },
  },
});
