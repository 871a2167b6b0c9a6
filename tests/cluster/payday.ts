import { type Answer, credit, type Person, pace, person, poll } from "@metercast/testkit";
import type { Cluster } from "./world.ts";

/** A creator who asks for $50 again and again, and an admin who approves. */
export interface Payday {
  /** Withdrawals that became COMPLETED. */
  readonly completed: readonly string[];
  /** Answers that nobody should get, and withdrawals that never were completed. */
  readonly mistakes: readonly string[];
  stop(): Promise<void>;
}

const PAUSE_MS = 300;
/** A payout may wait for a service that comes back. */
const PATIENCE_MS = 120_000;

export async function startPayday(cluster: Cluster, admin: Person): Promise<Payday> {
  const creator = await person(cluster, "a-paid-creator", "creator");
  await credit(admin, { user_id: creator.id, asset: "USD", amount: "9000.00" });
  await onboard(creator);
  const completed: string[] = [];
  const mistakes: string[] = [];
  let running = true;

  async function one(n: number): Promise<void> {
    const asked = await done(
      () => creator.post("/api/withdrawals", { body: { amount: "50.00" }, key: `ask-${n}` }),
      201,
    );
    const path = `/api/withdrawals/${asked.body.id}`;
    const approve = { body: { action: "approve" }, key: `approve-${n}` };
    await done(() => admin.patch(path, approve), 200);
    await poll(
      () => creator.get(path),
      (answer) => answer.body?.status === "COMPLETED",
      PATIENCE_MS,
    );
    completed.push(asked.body.id);
  }

  const loop = (async () => {
    for (let n = 0; running; n++) {
      await one(n).catch((error: Error) => mistakes.push(error.message));
      await pace(PAUSE_MS);
    }
  })();
  return {
    completed,
    mistakes,
    async stop() {
      running = false;
      await loop;
    },
  };
}

async function onboard(creator: Person): Promise<void> {
  const { body } = await done(
    () => creator.post("/api/payout-methods/stripe/onboarding", { body: {}, key: "onboard" }),
    200,
  );
  await fetch(body.url, { redirect: "manual" });
  await poll(
    () => creator.get("/api/payout-methods"),
    (methods) => methods.body.data?.[0]?.state === "ready",
  );
}

/**
 * The same request until it is answered so; a request of the same key that is still running is waited for.
 */
async function done(ask: () => Promise<Answer>, status: number): Promise<Answer> {
  const temporary = (answer: Answer) =>
    answer.status >= 500 || (answer.status === 409 && answer.body.code === "request_in_progress");
  const answer = await poll(ask, (got) => !temporary(got), PATIENCE_MS);
  if (answer.status !== status) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer;
}
