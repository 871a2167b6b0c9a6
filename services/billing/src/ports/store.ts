import type { SearchHit } from "@metercast/contracts/common/v1/search.ts";
import type { Audiences } from "./audiences.ts";
import type { Rates } from "./rates.ts";
import type { Sessions } from "./sessions.ts";
import type { Streams } from "./streams.ts";
import type { Transaction } from "./transaction.ts";

/** Streams, sessions and rates. */
export interface Store {
  streams: Streams;
  sessions: Sessions;
  rates: Rates;
  audiences: Audiences;
  search(query: string): Promise<SearchHit[]>;
  /** Runs `work` in one transaction, and again if Postgres rolls it back because of a conflict. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}
