import { type FoundRow, searchedIds, searchHit } from "@metercast/contracts";
import type { SearchHit } from "@metercast/contracts/common/v1/search.ts";
import { formatAmount } from "@metercast/money";
import { rows } from "@metercast/postgres";
import type { Database } from "./database.ts";
import * as sql from "./search.queries.ts";
import { streamsByTitle } from "./title-search.ts";

const KINDS = ["stream", "session", "rate", "topUp", "case"] as const;
type Kind = (typeof KINDS)[number];

const BETWEEN = {
  stream: sql.streamsBetween,
  session: sql.sessionsBetween,
  rate: sql.ratesBetween,
  topUp: sql.topUpsBetween,
  case: sql.casesBetween,
} as const;

/**
 * What an id, its beginning, a user, a title or Stripe's id names here, the newest few of each kind. Each
 * statement reads by an index.
 */
export async function search(database: Database, query: string): Promise<SearchHit[]> {
  const ids = searchedIds([...KINDS], query);
  if (ids) {
    const found = await rows(database, BETWEEN[ids.kind], { from: ids.from, to: ids.to });
    return found.map((row) => hit(ids.kind, row));
  }
  const [own, titled, watched, bought, reported, stripes] = await Promise.all([
    rows(database, sql.streamsOfCreator, { creatorId: query }),
    streamsByTitle(database, query),
    rows(database, sql.sessionsOfViewer, { viewerId: query }),
    rows(database, sql.topUpsOfViewer, { viewerId: query }),
    rows(database, sql.casesOfViewer, { viewerId: query }),
    rows(database, sql.topUpsByStripeId, { stripeId: query }),
  ]);
  return [
    ...own.map((row) => hit("stream", row)),
    ...titled.map(({ title: _, ...row }) => hit("stream", row)),
    ...watched.map((row) => hit("session", row)),
    ...[...bought, ...stripes].map((row) => hit("topUp", row)),
    ...reported.map((row) => hit("case", row)),
  ];
}

/** `cents` of a hit that is about money. */
function hit(kind: Kind, { cents, ...row }: FoundRow & { cents?: bigint }): SearchHit {
  const summary = cents === undefined ? row.summary : `${row.summary}, ${formatAmount(cents, "USD")} USD`;
  return searchHit(kind, { ...row, summary });
}
