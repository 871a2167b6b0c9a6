import { failpoint } from "@metercast/runtime";
import { type DueMinute, lineFault } from "../domain/minute.ts";
import type { Ledger, PostedMinutes } from "../ports/ledger.ts";
import type { MinuteMetrics } from "../ports/minute-metrics.ts";
import type { Relay } from "../ports/relay.ts";

export interface PostMinutesPorts {
  ledger: Ledger;
  relay: Relay;
  metrics: MinuteMetrics;
}

/** A line that could not be posted for what it is, with the reason; its batch was posted without it. */
export interface PutAside {
  line: DueMinute;
  reason: string;
}

export interface PostMinutesResult extends PostedMinutes {
  putAside: PutAside[];
}

/** Lines in one call. More would hold locks and memory for longer than anyone gains by it. */
export const MAX_LINES = 2_000;

/**
 * Posts due minutes: both legs of what is payable, the stored refusal of what is not, each exactly once.
 * `answer` asks for an answering event even if nothing was new, because the sender of an event needs one.
 */
export async function postMinutes(
  ports: PostMinutesPorts,
  lines: readonly DueMinute[],
  answer: boolean,
): Promise<PostMinutesResult> {
  const putAside: PutAside[] = [];
  const viewers = new Map<string, bigint>();
  const good = lines.filter((line) => {
    const reason = lineFault(line) ?? otherViewer(viewers, line);
    if (reason !== undefined) putAside.push({ line, reason });
    return reason === undefined;
  });
  failpoint("wallet.before_post");
  const began = performance.now();
  const posted = await ports.ledger.postMinutes(good, answer);
  ports.relay.wake();
  for (const line of posted.unknown) putAside.push({ line, reason: "unknown account" });
  ports.metrics.posted(posted, putAside.length, (performance.now() - began) / 1_000);
  return { ...posted, putAside };
}

/** A minute has one viewer: of two lines that say otherwise the first stands. */
function otherViewer(viewers: Map<string, bigint>, { session, viewer }: DueMinute): string | undefined {
  const known = viewers.get(session) ?? viewer;
  viewers.set(session, known);
  return known === viewer ? undefined : "the session has another viewer";
}
