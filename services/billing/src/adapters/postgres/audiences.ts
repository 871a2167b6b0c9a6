import { rows } from "@metercast/postgres";
import type { Audiences } from "../../ports/audiences.ts";
import * as sql from "./audiences.queries.ts";
import type { Database } from "./database.ts";

const NOBODY = { viewers: 0, watchSeconds: 0 };
const iso = (ms: number): string => new Date(ms).toISOString();

export const audienceStore = (database: Database): Audiences => ({
  async ofRanges(creatorId, ranges, now) {
    const [from, to] = [ranges.map((range) => iso(range.from)), ranges.map((range) => iso(range.to))];
    const found = await rows(database, sql.audienceOfRanges, { creatorId, from, to, now });
    const byPlace = new Map(found.map(({ place, ...watched }) => [place - 1, watched]));
    return ranges.map((_, place) => byPlace.get(place) ?? NOBODY);
  },
  async ofStreams(creatorId, ids, now) {
    const found = await rows(database, sql.watchedStreams, { creatorId, ids, now });
    return new Map(found.map(({ id, ...watched }) => [id, watched]));
  },
  changes: (streamId, times) => rows(database, sql.audienceChanges, { streamId, times: times.map(iso) }),
});
