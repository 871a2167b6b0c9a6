import { defineKind } from "../kind.ts";
import { BRIEF, sentences } from "./words.ts";

export const booksWrong = defineKind<{ checks: string; findings: number }>({
  name: "books_wrong",
  class: "security",
  channels: ["in_app", "email", "push"],
  roles: ["admin"],
  bound: { perHour: 4, rest: "inbox" },
  follows: {
    "wallet.integrity.failed.v1": ({ checks, findings }) => [
      { to: { role: "admin" }, params: { checks: checks.join(", "), findings: findings.length } },
    ],
  },
  link: () => "/admin/integrity",
  texts: {
    en: {
      title: () => "The books are wrong",
      body: ({ checks, findings }, { words, many }) =>
        sentences(
          `${many(findings, "finding", "findings")} of the integrity checks: ${words(checks)}.`,
          "Payouts stop until an admin has looked at them.",
        ),
      brief: () => BRIEF.en,
      action: "See the checks",
    },
    de: {
      title: () => "Die Bücher stimmen nicht",
      body: ({ checks, findings }, { words, many }) =>
        sentences(
          `${many(findings, "Befund", "Befunde")} der Prüfungen: ${words(checks)}.`,
          "Auszahlungen ruhen, bis jemand nachgesehen hat.",
        ),
      brief: () => BRIEF.de,
      action: "Prüfungen ansehen",
    },
    es: {
      title: () => "Las cuentas no cuadran",
      body: ({ checks, findings }, { words, many }) =>
        sentences(
          `${many(findings, "resultado", "resultados")} de las comprobaciones: ${words(checks)}.`,
          "Los pagos se detienen hasta que un administrador lo revise.",
        ),
      brief: () => BRIEF.es,
      action: "Ver las comprobaciones",
    },
  },
});
