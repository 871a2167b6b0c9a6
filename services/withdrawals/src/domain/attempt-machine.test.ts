import { describe, expect, it } from "vitest";
import type { Attempt } from "./attempt.ts";
import * as machine from "./attempt-machine.ts";

const NOW = new Date("2026-11-30T12:00:00Z");
const SETTINGS = { sweepSeconds: 60, retrySeconds: 60, unknownRetrySeconds: 2, leaseSeconds: 30 };
const attempt = (state: Attempt["state"], rest: Partial<Attempt> = {}): Attempt => ({
  id: "a",
  withdrawalId: "w",
  creatorId: "c",
  amount: 5_000n,
  method: "stripe",
  destination: "acct_1",
  state,
  fundingRef: "tr_1",
  payoutRef: "po_1",
  failure: "",
  paidAt: undefined,
  unknownSince: undefined,
  retries: 0,
  callNumber: 1,
  keyUsedAt: NOW,
  keySpent: false,
  version: 1,
  notices: 0,
  speed: "standard",
  charged: 0n,
  fee: 0n,
  feeReturned: 0n,
  claimUntil: undefined,
  details: {},
  createdAt: NOW,
  updatedAt: NOW,
  ...rest,
});
const done = { kind: "done", reference: "ref" } as const;
const refused = (code: string) => ({ kind: "refused", code, detail: "no" }) as const;
const unknown = { kind: "unknown", keySpent: false, detail: "ETIMEDOUT" } as const;

describe("created", () => {
  it("an obstacle keeps it there with its reason; a refusal fails it before money moves", () => {
    const waits = { kind: "waits", needsReview: "connected_balance_negative", detail: "-5" } as const;
    expect(machine.afterObstacle(attempt("created"), waits, SETTINGS, NOW)).toMatchObject({
      needsReview: "connected_balance_negative",
      retries: 1,
      nextInMs: 60_000,
    });
    expect(machine.afterObstacle(attempt("created"), refused("account_closed"), SETTINGS, NOW)).toMatchObject(
      { state: "failed", settles: { action: "payout_failed", reason: "account_closed: no" } },
    );
  });

  it("without one it starts, under a key that is stored first", () => {
    expect(machine.afterObstacle(attempt("created"), undefined, SETTINGS, NOW)).toMatchObject({
      state: "funding",
      starts: true,
      callNumber: 1,
      keyUsedAt: NOW,
      nextInMs: 0,
    });
  });
});

describe("funding", () => {
  const after = (outcome: machine.StepOutcome, rest?: Partial<Attempt>) =>
    machine.afterFunding(attempt("funding", rest), outcome, SETTINGS, NOW);

  it("done: funded; refused: failed, and the money stays in transit for nobody", () => {
    expect(after(done)).toMatchObject({ state: "funded", fundingRef: "ref", isReply: true });
    expect(after(refused("account_invalid"))).toMatchObject({ state: "failed" });
  });

  it("a platform balance that is too small waits, and asks again under another key", () => {
    expect(after(refused("balance_insufficient"))).toMatchObject({
      state: "created",
      callNumber: 2,
      needsReview: "platform_balance_too_small",
    });
  });

  it("unknown: the same key again, later; only a look-up that finds nothing gives a new key", () => {
    const change = after(unknown);
    expect(change).toMatchObject({ unknownSince: NOW, needsReview: "outcome_unknown", nextInMs: 2_000 });
    expect(change).not.toHaveProperty("callNumber");
    expect(after("not_done", { keySpent: true })).toMatchObject({
      callNumber: 2,
      keySpent: false,
      nextInMs: 0,
    });
  });
});

describe("sending and after", () => {
  it("a refused payout takes the funding back before the creator gets the money", () => {
    const change = machine.afterSending(attempt("sending"), refused("no_account"), SETTINGS, NOW);
    expect(change).toMatchObject({ state: "reversing", failure: "no_account: no", callNumber: 1 });
    expect(change).not.toHaveProperty("settles");
  });

  it("paid once settles the withdrawal once", () => {
    const paid = { status: "paid" } as const;
    expect(machine.afterStatus(attempt("sent"), paid, SETTINGS, NOW)).toMatchObject({
      state: "paid",
      settles: { action: "payout_paid" },
    });
    const again = machine.afterStatus(attempt("paid", { paidAt: NOW }), paid, SETTINGS, NOW);
    expect(again).not.toHaveProperty("settles");
  });

  it("a success that came back before anybody saw it is booked with its fee, and read again at once", () => {
    const view = { status: "paid", fee: 20n, cameBack: true } as const;
    expect(machine.afterStatus(attempt("sent"), view, SETTINGS, NOW)).toMatchObject({
      state: "paid",
      fee: 20n,
      nextInMs: 0,
      settles: { action: "payout_paid" },
    });
  });

  const silent = { status: "no_answer", detail: "down" } as const;

  it("a day without any answer needs people, lets the creator ask again, and is asked on", () => {
    const dayAgo = { updatedAt: new Date(NOW.getTime() - 86_400_000) };
    const after = (rest: Partial<Attempt>) =>
      machine.afterStatus(attempt("sent", rest), silent, SETTINGS, NOW);
    // 60 s, 120 s, 240 s, then 300 s each.
    expect(after({ ...dayAgo, retries: 290 })).toMatchObject({
      unknownSince: NOW,
      needsReview: "outcome_unknown",
      isStuck: true,
      nextInMs: 300_000,
    });
    expect(after({ ...dayAgo, retries: 289 }).needsReview).toBe("");
    expect(after({ retries: 290 }).needsReview).toBe("");
    expect(after({ ...dayAgo, retries: 291, unknownSince: NOW })).not.toHaveProperty("isStuck");
    const answered = machine.afterStatus(
      attempt("sent", { ...dayAgo, retries: 291, unknownSince: NOW }),
      { status: "in_transit" },
      SETTINGS,
      NOW,
    );
    expect(answered).toMatchObject({ needsReview: "", unknownSince: undefined, retries: 0 });
  });

  it("a payout whose key is over and that has no look-up does not block the creator", () => {
    const change = machine.afterSending(attempt("sending"), "needs_person", SETTINGS, NOW);
    expect(change).toMatchObject({ needsReview: "outcome_unknown", isStuck: true, nextInMs: undefined });
  });

  it("no answer about a known payout alerts nobody for a day", () => {
    expect(machine.afterStatus(attempt("sent"), silent, SETTINGS, NOW)).toMatchObject({
      needsReview: "",
      unknownSince: undefined,
      nextInMs: 60_000,
    });
  });
});

describe("reversing", () => {
  const after = (outcome: machine.StepOutcome, rest?: Partial<Attempt>) =>
    machine.afterReversal(attempt("reversing", { failure: "why", ...rest }), outcome, SETTINGS, NOW);

  it("never paid: the payout failed; paid before: it was returned", () => {
    expect(after(done)).toMatchObject({
      state: "reversed",
      settles: { action: "payout_failed", reason: "why" },
    });
    expect(after(done, { paidAt: NOW })).toMatchObject({
      state: "returned",
      settles: { action: "payout_returned", reason: "why" },
    });
  });

  it("a refusal needs review and is repeated under another key, later and later, and it ends", () => {
    const change = after(refused("insufficient"));
    expect(change).toMatchObject({ needsReview: "reversal_failed", keySpent: true, nextInMs: 60_000 });
    expect(after("not_done", { retries: 1 })).toMatchObject({
      needsReview: "reversal_failed",
      callNumber: 2,
    });
    expect(after(refused("insufficient"), { retries: 60 }).nextInMs).toBeUndefined();
  });
});

describe("what a rail of one step needs", () => {
  const oneStep = { fundingRef: "" };

  it("a platform balance that is too small waits also where the payout itself is paid from it", () => {
    const change = machine.afterSending(
      attempt("sending", oneStep),
      refused("balance_insufficient"),
      SETTINGS,
      NOW,
    );
    expect(change).toMatchObject({ state: "created", needsReview: "platform_balance_too_small" });
    const funded = machine.afterSending(attempt("sending"), refused("balance_insufficient"), SETTINGS, NOW);
    expect(funded).toMatchObject({ state: "reversing" });
  });

  it("a key that is over, without a look-up, is for a person: no step calls again", () => {
    for (const after of [machine.afterFunding, machine.afterSending, machine.afterReversal]) {
      const change = after(attempt("sending"), "needs_person", SETTINGS, NOW);
      expect(change).toMatchObject({ needsReview: "outcome_unknown", unknownSince: NOW });
      expect(change.nextInMs).toBeUndefined();
      expect(change).not.toHaveProperty("callNumber");
    }
  });

  it("an unclaimed payout shows until when, and no longer once it is paid or under way back", () => {
    const until = new Date("2026-12-30T12:00:00Z");
    const sent = attempt("sent", oneStep);
    const waits = machine.afterStatus(sent, { status: "unclaimed", until }, SETTINGS, NOW);
    expect(waits).toMatchObject({ claimUntil: until, nextInMs: 60_000 });
    expect(waits).not.toHaveProperty("state");
    const paid = machine.afterStatus(
      { ...sent, claimUntil: until },
      { status: "paid", fee: 25n },
      SETTINGS,
      NOW,
    );
    expect(paid).toMatchObject({ state: "paid", claimUntil: undefined, fee: 25n });
  });

  it("of a fee at most what was booked comes back", () => {
    const paid = attempt("paid", { ...oneStep, fee: 25n, paidAt: NOW });
    const back = (feeReturned: bigint) =>
      machine.afterStatus(paid, { status: "failed", reason: "RETURNED", feeReturned }, SETTINGS, NOW);
    expect(back(25n)).toMatchObject({ state: "reversing", feeReturned: 25n });
    expect(back(90n)).toMatchObject({ feeReturned: 25n });
    expect(back(0n)).toMatchObject({ feeReturned: 0n });
  });
});
