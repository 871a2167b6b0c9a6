import type { PlantedBug } from "./bug.ts";

const BILLING = "services/billing/src";

/** Mistakes with top-ups, withdrawals and Stripe. */
export const PAYMENT_BUGS: readonly PlantedBug[] = [
  {
    name: "top-up: the idempotency key is not passed to Stripe",
    file: `${BILLING}/adapters/stripe/payments.ts`,
    find: "      idempotencyKey: ",
    replace: "      // ",
    tests: ["billing/test/top-ups"],
  },
  {
    name: "top-up: a session that is complete is taken for paid",
    file: `${BILLING}/adapters/stripe/payments.ts`,
    find: 'if (session.payment_status === "paid") return "paid";',
    replace: 'if (session.status === "complete") return "paid";',
    tests: ["billing/test/top-ups"],
  },
  {
    name: "top-up: credited by each event, under the event's id",
    file: `${BILLING}/adapters/grpc/wallet.ts`,
    find: "await client.postTopUp({ topUpId,",
    replace: "await client.postTopUp({ topUpId: topUpId + performance.now(),",
    tests: ["billing/test/top-ups"],
  },
  {
    name: "top-up: a refund that comes before the payment is forgotten",
    file: `${BILLING}/usecases/top-ups/move-money.ts`,
    find: "const credited = await creditFirst(ports, topUp, charge.paymentIntentId);",
    replace: 'void creditFirst; if (topUp.state !== "credited") return "handled"; const credited = topUp;',
    tests: ["billing/test/top-up-reversals"],
  },
  {
    name: "top-up: each event of a dispute takes tokens again",
    file: `${BILLING}/adapters/grpc/wallet.ts`,
    find: "        balanceTransactionId: move.id,",
    replace: "        balanceTransactionId: move.id + performance.now(),",
    tests: ["billing/test/top-up-reversals"],
  },
  {
    name: "top-up: webhooks of any age are believed",
    file: "packages/stripe/src/webhook.ts",
    find: "signature, secret, TOLERANCE_SECONDS",
    replace: "signature, secret, TOLERANCE_SECONDS * 1_000",
    tests: ["billing/test/top-ups"],
  },
  {
    name: "the key is not passed to Stripe: an unknown transfer is made again",
    file: "packages/rails/src/stripe/payouts.ts",
    find: 'fund: (attempt, idempotencyKey) =>\n      called("transfer", async () => {',
    replace:
      'fund: (attempt, key) =>\n      called("transfer", async () => {\n        const idempotencyKey = key + Math.random();',
    tests: ["services/withdrawals/test/payouts"],
  },
  {
    name: "the order of webhooks is trusted: one that comes before the answer to our own call is forgotten",
    file: "services/withdrawals/src/usecases/handle-rail-notice.ts",
    find: "return attemptId !== undefined && (await",
    replace: "return attemptId === undefined && (await",
    tests: ["services/withdrawals/test/payouts"],
  },
  {
    name: "a no is believed though an earlier call has worked: the payout is made, and the creator has the money too",
    file: "services/withdrawals/src/usecases/advance-attempt.ts",
    find: "if (find) return (await lookUp(attempt, seen, find)) ?? outcome;",
    replace: "if (find) return outcome;",
    tests: ["services/withdrawals/test/payouts"],
  },
  {
    name: "a right that our key lacks is taken for an answer about the money",
    file: "packages/stripe/src/verdict.ts",
    find: '    return permanent("no_right");',
    replace: '    return permanent("refused");',
    tests: ["packages/stripe/src/verdict"],
  },
  {
    name: "what Stripe takes for itself is not in the books",
    file: "services/withdrawals/src/usecases/book-balance-transactions.ts",
    find: "await wallet.bookBalanceTransaction(own);",
    replace: "void own;",
    tests: ["services/withdrawals/test/integrity"],
  },
  {
    name: "COMPLETED is taken as final: a payout that the bank sent back is ignored",
    file: "services/withdrawals/src/domain/withdrawal.ts",
    find: 'payout_returned: "FAILED",',
    replace: "payout_returned: no,",
    tests: ["services/withdrawals/src", "services/withdrawals/test/payouts"],
  },
  {
    name: "Stripe is called inside a transaction",
    file: "services/withdrawals/src/usecases/pay.ts",
    find: "claimed.map((attempt) => advanceAttempt(ports, attempt))",
    replace:
      "claimed.map((attempt) => ports.store.transaction(async (tx) => { await tx.freeze.read(); await advanceAttempt(ports, attempt); }))",
    tests: ["services/withdrawals/test/payouts"],
  },
];
