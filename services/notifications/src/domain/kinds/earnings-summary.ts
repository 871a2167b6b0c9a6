import { defineKind } from "../kind.ts";
import { BRIEF, sentences } from "./words.ts";

export const earningsSummary = defineKind<{
  cents: string;
  minutes: number;
  streams: number;
  from: string;
  to: string;
}>({
  name: "earnings_summary",
  class: "digest",
  channels: ["in_app", "email", "push"],
  roles: ["creator"],
  follows: {
    // A job sends it on Mondays: usecases/summarize-earnings.ts.
  },
  link: () => "/dashboard",
  texts: {
    en: {
      title: () => "Your week on Metercast",
      body: ({ cents, minutes, streams, from, to }, { usd, many, day }) =>
        sentences(
          `From ${day(from)} to ${day(to)} you earned ${usd(cents)} in ${many(streams, "stream", "streams")}.`,
          `Viewers watched ${many(minutes, "minute", "minutes")}.`,
        ),
      brief: () => BRIEF.en,
      action: "See your earnings",
    },
    de: {
      title: () => "Deine Woche auf Metercast",
      body: ({ cents, minutes, streams, from, to }, { usd, many, day }) =>
        sentences(
          `Vom ${day(from)} bis ${day(to)} hast du in ${many(streams, "Stream", "Streams")} ${usd(cents)} verdient.`,
          `Es wurden ${many(minutes, "Minute", "Minuten")} gesehen.`,
        ),
      brief: () => BRIEF.de,
      action: "Einnahmen ansehen",
    },
    es: {
      title: () => "Tu semana en Metercast",
      body: ({ cents, minutes, streams, from, to }, { usd, many, day }) =>
        sentences(
          `Del ${day(from)} al ${day(to)} ganaste ${usd(cents)} en ${many(streams, "transmisión", "transmisiones")}.`,
          `Se vieron ${many(minutes, "minuto", "minutos")}.`,
        ),
      brief: () => BRIEF.es,
      action: "Ver tus ingresos",
    },
  },
});
