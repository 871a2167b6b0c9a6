import { defineKind } from "../kind.ts";
import { BRIEF, sentences } from "./words.ts";

const TYPES = ["TOP_UP_REVERSAL", "TOP_UP_REINSTATED"];

export const refund = defineKind<{ tokens: string; isBack: boolean }>({
  name: "refund",
  class: "money",
  channels: ["in_app", "email", "push"],
  roles: ["viewer"],
  follows: {
    "wallet.transfer.posted.v1": ({ referenceType, amount, accounts }) =>
      TYPES.includes(referenceType)
        ? accounts.map(({ userId }) => ({
            to: { user: userId },
            params: { tokens: amount.toString(), isBack: referenceType === "TOP_UP_REINSTATED" },
          }))
        : [],
  },
  link: () => "/receipts",
  texts: {
    en: {
      title: ({ isBack }) => (isBack ? "Your tokens were returned" : "Your payment was refunded"),
      body: ({ tokens, isBack }, { many }) =>
        isBack
          ? `Your payment counts again. ${many(tokens, "token was", "tokens were")} returned to you.`
          : sentences(
              "A payment of yours was refunded or disputed.",
              `${many(tokens, "token was", "tokens were")} taken back for it.`,
            ),
      brief: () => BRIEF.en,
      action: "See the receipts",
    },
    de: {
      title: ({ isBack }) => (isBack ? "Deine Tokens sind wieder da" : "Deine Zahlung wurde erstattet"),
      body: ({ tokens, isBack }, { many }) =>
        isBack
          ? `Deine Zahlung gilt wieder. Du hast ${many(tokens, "Token", "Tokens")} zurückbekommen.`
          : sentences(
              "Eine deiner Zahlungen wurde erstattet oder angefochten.",
              `Dafür wurden dir ${many(tokens, "Token", "Tokens")} abgezogen.`,
            ),
      brief: () => BRIEF.de,
      action: "Belege ansehen",
    },
    es: {
      title: ({ isBack }) => (isBack ? "Tus tokens han vuelto" : "Tu pago se ha reembolsado"),
      body: ({ tokens, isBack }, { many }) =>
        isBack
          ? `Tu pago vuelve a ser válido. Has recuperado ${many(tokens, "token", "tokens")}.`
          : sentences(
              "Uno de tus pagos se reembolsó o se disputó.",
              `Por eso se te han descontado ${many(tokens, "token", "tokens")}.`,
            ),
      brief: () => BRIEF.es,
      action: "Ver los recibos",
    },
  },
});
