import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, type Schemas, take } from "../api/client.ts";
import { saveFile } from "../components/save-file.ts";
import type { Language } from "../format/locale.ts";
import { ownZone } from "../format/time.ts";
import type { DayRange } from "./day-range.ts";

export type Summary = Schemas["StatementSummary"];
export type Asset = Summary["asset"];

const queryOf = ({ from, to }: DayRange, asset: Asset) => ({ from, to, asset, zone: ownZone() });

export const summaryQuery = (days: DayRange, asset: Asset) =>
  queryOptions({
    queryKey: ["statement", asset, days.from, days.to],
    queryFn: async () => {
      const query = { ...queryOf(days, asset), format: "json" } as const;
      return (await take(api.get("/api/statements", { params: { query } }))) as Summary;
    },
    placeholderData: keepPreviousData,
  });

/** The statement as a file, in the language of the page where the paper has it. */
export async function saveStatement(
  days: DayRange,
  asset: Asset,
  format: "csv" | "pdf",
  language: Language,
): Promise<void> {
  // Arabic is for tests of the layout: it has no texts.
  const lang = language === "ar" ? "en" : language;
  const query = { ...queryOf(days, asset), format, lang };
  const content: unknown = await take(api.get("/api/statements", { params: { query } }));
  saveFile(content as string | Blob, `metercast-${days.from}-${days.to}.${format}`);
}
