import { type UnpaidEarnings, unpaidEarnings } from "../domain/unpaid-earnings.ts";
import type { Accounts } from "../ports/accounts.ts";
import type { Earnings } from "../ports/earnings.ts";
import { type ReadAvailabilityPorts, readAvailability } from "./read-availability.ts";

export interface CreatorFunds {
  creatorId: string;
  /** Cents: in all, and what can be withdrawn now. */
  earned: bigint;
  available: bigint;
}

/** A page of creators costs a snapshot each; so many at once leave connections to the postings. */
const AT_ONCE = 3;

/** In the order of the ids. A creator without an account has nothing. */
export async function listCreatorFunds(
  ports: ReadAvailabilityPorts & { earnings: Pick<Earnings, "inAll"> },
  creatorIds: readonly string[],
): Promise<CreatorFunds[]> {
  const earned = await ports.earnings.inAll(creatorIds);
  const funds: CreatorFunds[] = [];
  for (let at = 0; at < creatorIds.length; at += AT_ONCE) {
    const some = creatorIds.slice(at, at + AT_ONCE);
    const found = await Promise.all(some.map((creatorId) => readAvailability(ports, creatorId)));
    found.forEach(({ available }, index) => {
      const creatorId = some[index] ?? "";
      funds.push({ creatorId, available, earned: earned.get(creatorId) ?? 0n });
    });
  }
  return funds;
}

/** Hours with a stream: four years of two hours a day. */
const MOST_HOURS = 3_000;
/** What billing takes in one call. */
const MOST_STREAMS = 200;

/** The earnings that a creator has not withdrawn. `complete` false: older ones were not read. */
export async function readUnpaidEarnings(
  { accounts, earnings }: { accounts: Accounts; earnings: Pick<Earnings, "newestHours"> },
  creatorId: string,
): Promise<UnpaidEarnings & { complete: boolean }> {
  const account = (await accounts.of(creatorId)).find(({ asset }) => asset === "USD");
  if (!account) return { ...unpaidEarnings([], 0n), complete: true };
  const hours = await earnings.newestHours(account.account, MOST_HOURS);
  const unpaid = unpaidEarnings(hours, account.posted);
  const complete = hours.length < MOST_HOURS && unpaid.streams.length <= MOST_STREAMS;
  return { ...unpaid, streams: unpaid.streams.slice(0, MOST_STREAMS), complete };
}
