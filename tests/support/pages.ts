import { type Person, pace, type Target } from "@metercast/testkit";

/**
 * A viewer's open page: it follows the events, and connects again wherever it gets when the connection
 * breaks, as a browser does.
 */
export interface Page {
  readonly user: string;
  /** Versions of the balance in the order in which they were shown, over all connections. */
  readonly versions: readonly number[];
  /** How often it had to connect again. */
  readonly reconnects: () => number;
  close(): Promise<void>;
}

const RETRY_MS = 250;

export function openPage(target: Target, person: Person): Page {
  const versions: number[] = [];
  const closing = new AbortController();
  let reconnects = -1;
  let lastEventId: string | undefined;

  async function follow(): Promise<void> {
    reconnects += 1;
    const headers = {
      authorization: `Bearer ${person.token}`,
      ...(lastEventId !== undefined && { "last-event-id": lastEventId }),
    };
    const response = await fetch(`${target.gatewayUrl}/api/wallet/events`, {
      headers,
      signal: closing.signal,
    });
    let text = "";
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk as Uint8Array).toString("utf8");
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        take(text.slice(0, end));
        text = text.slice(end + 2);
      }
    }
  }

  function take(block: string): void {
    const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, "m").exec(block)?.[1];
    lastEventId = field("id") ?? lastEventId;
    if (field("event") === "balance") versions.push(JSON.parse(field("data") ?? "{}").version);
  }

  const running = (async () => {
    while (!closing.signal.aborted) {
      await follow().catch(() => undefined);
      if (!closing.signal.aborted) await pace(RETRY_MS);
    }
  })();
  return {
    user: person.id,
    versions,
    reconnects: () => reconnects,
    async close() {
      closing.abort();
      await running;
    },
  };
}

/**
 * Places where a version is older than one that was shown before. After a reconnect the present one may be
 * shown once more.
 */
export const stepsBack = (versions: readonly number[]): number[] =>
  versions.filter((version, i) => i > 0 && version < (versions[i - 1] as number));
