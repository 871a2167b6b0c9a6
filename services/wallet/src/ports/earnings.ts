import type { Account } from "../domain/account.ts";

export interface Earnings {
  totalCents: bigint;
  totalMinutes: bigint;
  centsSince: bigint[];
  streams: { stream: string; minutes: bigint; cents: bigint }[];
  account: Account | undefined;
}
