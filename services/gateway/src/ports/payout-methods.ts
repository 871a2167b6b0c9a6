import type { PayoutMethod } from "../domain/payouts.ts";

/** Where creators are paid. */
export interface PayoutMethods {
  listPayoutMethods(creatorId: string): Promise<PayoutMethod[]>;
  listRails(): Promise<RailState[]>;
  /** For admins. */
  getRailStates(): Promise<RailReport[]>;
  /** @throws payout_method_not_found, payouts_not_available */
  makeDefault(request: { payoutMethodId: string; creatorId: string }): Promise<PayoutMethod>;
  createPayoutMethod(request: CreatePayoutMethod): Promise<PayoutMethod>;
  /** @throws payout_method_not_found, payout_method_in_use */
  deletePayoutMethod(request: { payoutMethodId: string; creatorId: string }): Promise<unknown>;
  startOnboarding(request: StartOnboarding): Promise<Onboarding>;
}

/** A rail as it is configured. */
export interface RailState {
  name: string;
  available: boolean;
  /** Cents; undefined: no instant payouts. */
  instant: { feePercent: number; feeMinimum: bigint; minimum: bigint; maximumPerDay: bigint } | undefined;
}

/** How a rail does. Cents. */
export interface RailReport {
  name: string;
  state: "ok" | "degraded" | "down" | "off";
  lastSuccessAt: Date | undefined;
  lastError: string | undefined;
  attemptsOpen: bigint;
  attemptsUnknown: bigint;
  underWay: bigint;
  paidToday: bigint;
  oldestOpenAt: Date | undefined;
}

export interface CreatePayoutMethod {
  creatorId: string;
  kind: string;
  /** Of `manual`: where to send the money. */
  details: string;
  /** By the names of the rail's fields. */
  fields: Record<string, string>;
  isDefault: boolean;
}

export interface StartOnboarding {
  rail: string;
  creatorId: string;
  creatorEmail: string;
  returnUrl: string;
}

export interface Onboarding {
  /** Stripe's page. */
  url: string;
  payoutMethod: PayoutMethod | undefined;
}
