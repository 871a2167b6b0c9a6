import { type appendEvents, firstTime, wakingAfterCommit } from "@metercast/outbox";
import type { Relay } from "../../ports/relay.ts";
import type { Store, Transaction } from "../../ports/store.ts";
import { actReads, actWrites } from "./acts.ts";
import { attemptReads, attemptWrites } from "./attempts.ts";
import { autoApprovalReads, autoApprovalWrites } from "./auto-approvals.ts";
import { type Connection, type Database, inTransaction } from "./database.ts";
import { decisionReads, decisionWrites } from "./decisions.ts";
import { freezeReads, freezeWrites } from "./freeze.ts";
import { methodReads, methodWrites } from "./payout-methods.ts";
import { queueReads, queueWrites } from "./queue.ts";
import { scheduleReads, scheduleWrites } from "./schedules.ts";
import { withdrawalWrites } from "./withdrawal-writes.ts";
import { withdrawalReads } from "./withdrawals.ts";

/** Wakes the relay after each commit with events. */
export function postgresStore(database: Database, relay: Relay): Store {
  return {
    withdrawals: withdrawalReads(database),
    attempts: attemptReads(database),
    methods: methodReads(database),
    acts: actReads(database),
    freeze: freezeReads(database),
    schedules: scheduleReads(database),
    autoApprovals: autoApprovalReads(database),
    decisions: decisionReads(database),
    queue: queueReads(database),
    transaction: (work) =>
      wakingAfterCommit(relay, (append) => inTransaction(database, (tx) => work(transaction(tx, append)))),
  };
}

const transaction = (tx: Connection, append: typeof appendEvents): Transaction => ({
  withdrawals: withdrawalWrites(tx),
  attempts: attemptWrites(tx),
  methods: methodWrites(tx),
  acts: actWrites(tx),
  freeze: freezeWrites(tx),
  schedules: scheduleWrites(tx),
  autoApprovals: autoApprovalWrites(tx),
  decisions: decisionWrites(tx),
  queue: queueWrites(tx),
  isFirst: ({ consumer, id }) => firstTime(tx, consumer, id),
  append: (events) => append(tx, events),
});
