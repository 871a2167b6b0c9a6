import { defineKind } from "../kind.ts";
import { BRIEF, sentences } from "./words.ts";

export const oldRequest = defineKind<{
  creator: string;
  amount: string;
  withdrawal: string;
  requested: string;
}>({
  name: "old_request",
  class: "money",
  channels: ["in_app", "email", "push"],
  roles: ["admin"],
  bound: { perHour: 5, rest: "inbox" },
  follows: {
    // A job finds them: usecases/announce-old-requests.ts.
  },
  link: ({ withdrawal }) => `/admin/withdrawals/${withdrawal}`,
  texts: {
    en: {
      title: () => "A withdrawal has waited for long",
      body: ({ creator, amount, requested }, { usd, words, moment }) =>
        `${words(creator)} requested ${usd(amount)} on ${moment(requested)}. Nobody has decided.`,
      brief: () => BRIEF.en,
      action: "Decide",
    },
    de: {
      title: () => "Eine Auszahlung wartet schon lange",
      body: ({ creator, amount, requested }, { usd, words, moment }) =>
        sentences(
          `${words(creator)} hat am ${moment(requested)} ${usd(amount)} beantragt.`,
          "Noch hat niemand entschieden.",
        ),
      brief: () => BRIEF.de,
      action: "Entscheiden",
    },
    es: {
      title: () => "Un retiro lleva mucho tiempo esperando",
      body: ({ creator, amount, requested }, { usd, words, moment }) =>
        `${words(creator)} pidió ${usd(amount)} el ${moment(requested)}. Nadie ha decidido aún.`,
      brief: () => BRIEF.es,
      action: "Decidir",
    },
  },
});
