import type { AnyEvent } from "@metercast/contracts";
import type { Payment, TopUp, TopUpState } from "../domain/top-up.ts";
import type { Page, Paged } from "./page.ts";

export interface TopUps {
  find(id: string): Promise<TopUp | undefined>;
  byKey(viewerId: string, idempotencyKey: string): Promise<TopUp | undefined>;
  byPayment(paymentIntentId: string): Promise<TopUp | undefined>;
  /** False if that viewer used the key before, or has too many top-ups that can still be paid. */
  insert(topUp: TopUp, idempotencyKey: string, nextAt: number): Promise<boolean>;
  /** `created` → `open`; in any other state it only fills in a missing URL. */
  opened(id: string, sessionId: string, url: string, nextAt: number): Promise<TopUp>;
  /** Moves on to the next call number, once however many callers ask. */
  leaveCall(id: string, callNumber: number): Promise<TopUp>;
  /** → `paid` with its booked amounts; a top-up that is `paid` or `credited` stays as it is. */
  paid(id: string, payment: Payment): Promise<TopUp>;
  /** `paid` → `credited`. False if it was credited before. */
  credited(id: string): Promise<boolean>;
  /** `created` or `open` → `expired` or `failed`, once and with its events. */
  close(id: string, state: "expired" | "failed", events: readonly AnyEvent[]): Promise<void>;
  /** A viewer's purchases, newest first. */
  list(page: Page, viewerId: string): Promise<Paged<TopUpRecord>>;
  /** Undefined if it is not the viewer's. */
  record(id: string, viewerId: string): Promise<TopUpRecord | undefined>;
  keepReceipt(id: string, url: string, at: number): Promise<void>;
  /** Takes the top-up out of the sweep: a person decides. */
  leave(id: string): Promise<void>;
  /** Claims up to `limit` overdue top-ups. Each comes again later and later, an hour at most, for 30 days. */
  claim(limit: number): Promise<ClaimedTopUp[]>;
  /** Top-ups that have been overdue for these seconds, counted up to 10,000. */
  overdue(seconds: number): Promise<number>;
}

/** A purchase as its buyer sees it. */
export interface TopUpRecord {
  id: string;
  packageId: string;
  tokens: bigint;
  cents: bigint;
  state: TopUpState;
  createdAt: number;
  /** Empty until it was read. */
  receiptUrl: string;
  receiptAt: number | undefined;
  /** What refunds and disputes took away of it. */
  refundedCents: bigint;
}

/** `last`: the sweep does not claim it again. */
export type ClaimedTopUp = TopUp & { last: boolean };
