import { type Person, pace } from "@metercast/testkit";

/**
 * Credits of one token each, without end; each is asked for under its key until somebody says that it is
 * done.
 */
export interface Writer {
  readonly saver: Person;
  /** Transfers that were acknowledged. */
  readonly acknowledged: readonly string[];
  stop(): Promise<void>;
}

const PAUSE_MS = 100;

export function startWriter(admin: Person, saver: Person): Writer {
  const acknowledged: string[] = [];
  let writing = true;
  const running = (async () => {
    for (let n = 0; writing; n++) {
      acknowledged.push(await untilDone(n));
      await pace(PAUSE_MS);
    }
  })();

  /** The last one too: what was begun is finished. */
  async function untilDone(n: number): Promise<string> {
    const body = { user_id: saver.id, asset: "TOKEN", direction: "credit", amount: 1, reason: `saving ${n}` };
    for (;;) {
      const answer = await admin
        .post("/api/admin/adjustments", { body, key: `save-${process.pid}-${n}` })
        .catch(() => undefined);
      if (answer?.status === 201) return answer.body.id;
      await pace(PAUSE_MS);
    }
  }

  return {
    saver,
    acknowledged,
    async stop() {
      writing = false;
      await running;
    },
  };
}
