import type { DeliveryChannel, DueDelivery, Outcome } from "../domain/delivery.ts";

/** A channel's way to send. It throws only where it has a bug; that counts as `retry`. */
export interface Sender {
  /** Several deliveries only for a digest; they leave as one. */
  send(due: readonly DueDelivery[]): Promise<Outcome>;
}

export interface Claim {
  channel: DeliveryChannel;
  now: Date;
  /** The claim's end, also its name: a worker that comes too late settles nothing. */
  claimedUntil: Date;
  /** An earlier delivery holds up later ones to its target if its first attempt was after this. */
  holdsUpSince: Date;
  /** Groups. */
  limit: number;
}

export interface Deliveries {
  /** Due deliveries, the members of a digest together; one group at most for each person and target. */
  claim(claim: Claim): Promise<DueDelivery[][]>;
  /** To be repeated at `dueAt`; the person's later ones to the target wait until then too. */
  postpone(group: Claimed, repeat: { dueAt: Date; error: string; maybeSent: boolean }): Promise<void>;
  end(
    group: Claimed,
    ending: { state: "sent" | "failed" | "suppressed"; error: string; at: Date },
  ): Promise<void>;
}

export interface Claimed {
  ids: readonly string[];
  claimedUntil: Date;
}

/** Of one channel, at a moment. */
export interface DeliveryFigures {
  channel: DeliveryChannel;
  /** Due and not sent; 100,000 stands for more too. */
  unsent: number;
  oldestUnsentSeconds: number;
}

export type CountDelivery = (channel: DeliveryChannel, outcome: Outcome["outcome"]) => void;
