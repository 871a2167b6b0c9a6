import type { Board } from "./board.ts";
import type { Person } from "./person.ts";
import { pause } from "./viewer.ts";

export interface Payday {
  creator: Person;
  admin: Person;
  /** The second admin, for amounts above the limit or above the sum of a day. */
  second: Person;
  /** Buys tokens by Checkout, so that Stripe has money to pay out: an admin's credit brings none. */
  buyer: Person;
  board: Board;
  minuteMs: number;
  signal: AbortSignal;
  /** Part of the idempotency keys of this start. */
  run: string;
}

/** A payout is followed for a limited time. */
export const FOLLOW_MS = 500;
export const FOLLOW_AT_MOST_MS = 10 * 60_000;

/** One admin approves it, or two where the amount needs two. `name` makes the keys of this approval. */
export async function approve(payday: Payday, id: string, name: string): Promise<void> {
  const { creator, admin, second, board, run } = payday;
  const withdrawal = { params: { path: { id } } };
  const { data: before } = await admin.api.get("/api/withdrawals/{id}", withdrawal);
  if (before.status !== "PENDING") return;
  for (const one of before.approvals_needed > 1 ? [admin, second] : [admin])
    await one.api.patch("/api/withdrawals/{id}", {
      ...withdrawal,
      body: { action: "approve", note: "thank you for the evening" },
      idempotencyKey: `demo-${run}-approval-${name}`,
    });
  board.say(admin.name, `approves ${creator.name}'s withdrawal`, `$${before.amount.amount}`);
}

const STEPS: Record<string, string> = {
  transferring: "money is being sent",
  transferred: "money is at the payout provider",
  sent: "payout is on its way",
  paid: "payout has arrived",
  unknown: "nobody knows yet whether it was sent; asking",
  failed: "payout failed",
  returned: "it was sent back",
  reversing: "money is being taken back",
  reversed: "money is back",
};

export async function followToItsEnd({ creator, admin, board, signal }: Payday, id: string): Promise<void> {
  let told = "";
  for (const until = Date.now() + FOLLOW_AT_MOST_MS; Date.now() < until && !signal.aborted; ) {
    const { data: body } = await admin.api.get("/api/withdrawals/{id}", { params: { path: { id } } });
    if (body.status !== "APPROVED") {
      const words = body.reason === null ? body.status : `${body.status}: ${body.reason}`;
      return board.say(creator.name, `withdrawal is ${words}`, `$${body.amount.amount}`);
    }
    const attempt = body.attempts.at(-1);
    const words = body.attention === null ? STEPS[attempt?.state ?? ""] : `waits: ${body.attention}`;
    if (words !== undefined && words !== told) board.say("payday", words);
    told = words ?? told;
    await pause(FOLLOW_MS, signal);
  }
}
