import type * as wire from "@metercast/contracts/wallet/v1/wallet.ts";
import type { WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import { type Handlers, z } from "@metercast/runtime";
import { cursor, key, pageLimit, storableText, userId, validate } from "@metercast/validation";
import type { UpcomingAmount } from "../../domain/availability.ts";
import { isoDay } from "../../domain/day.ts";
import type { EarningsTerms, KeptPolicy } from "../../domain/earnings-policy.ts";
import type { Accounts } from "../../ports/accounts.ts";
import type { Earnings } from "../../ports/earnings.ts";
import { judgeEarningsTerms } from "../../usecases/judge-earnings-terms.ts";
import {
  type ListEarningsPoliciesPorts,
  listEarningsPolicies,
} from "../../usecases/list-earnings-policies.ts";
import type { PlaceHoldPorts } from "../../usecases/place-hold.ts";
import { readAvailability } from "../../usecases/read-availability.ts";
import { listCreatorFunds, readUnpaidEarnings } from "../../usecases/read-creator-funds.ts";
import { setEarningsPolicy } from "../../usecases/set-earnings-policy.ts";
import { requestedUser, streamId } from "./requests.ts";

type Wallet = Handlers<typeof WalletServiceService>;

export type EarningsPorts = PlaceHoldPorts &
  ListEarningsPoliciesPorts & { accounts: Accounts; earnings: Earnings };

const days = (most: number) => z.number().int().min(0).max(most);
const TERMS = z
  .object({
    holdDays: days(180),
    newCreatorDays: days(365),
    newCreatorHoldDays: days(180),
    reservePercent: z.number().int().min(0).max(100),
    reserveDays: days(180),
  })
  .refine(({ reservePercent, reserveDays }) => reservePercent === 0 || reserveDays > 0, {
    path: ["reserveDays"],
    message: "a reserve needs at least a day",
  });
const scope = z.union([userId, z.literal("")]);
const SET = z.object({
  creatorId: scope,
  terms: TERMS,
  reason: storableText(500, 1),
  actorId: userId,
  confirmedBy: z.union([userId, z.literal("")]),
  requestId: key,
});
const JUDGE = z.object({ creatorId: scope, terms: TERMS });
const CREATORS = z.object({ creatorIds: z.array(userId).max(100) });
const LIST = z.object({ creatorId: scope.optional(), limit: pageLimit, cursor });

/** When earnings become available: what a creator sees, and the policies of the admins. */
export function earnings(
  ports: EarningsPorts,
): Pick<
  Wallet,
  | "getAvailability"
  | "listCreatorFunds"
  | "getUnpaidEarnings"
  | "setEarningsPolicy"
  | "judgeEarningsTerms"
  | "listEarningsPolicies"
> {
  return {
    async listCreatorFunds(request) {
      return { funds: await listCreatorFunds(ports, validate(CREATORS, request).creatorIds) };
    },
    async getUnpaidEarnings({ creatorId }) {
      const { streams, ...unpaid } = await readUnpaidEarnings(ports, requestedUser(creatorId));
      return { ...unpaid, streamIds: streams.map(streamId) };
    },
    async getAvailability({ creatorId }) {
      const found = await readAvailability(ports, requestedUser(creatorId));
      return { ...found, upcoming: found.upcoming.map(toUpcoming), terms: toTerms(found.terms) };
    },
    async setEarningsPolicy(request) {
      return { policy: toPolicy(await setEarningsPolicy(ports, validate(SET, request))) };
    },
    async judgeEarningsTerms(request) {
      const { releasesEarlier, inForce } = await judgeEarningsTerms(ports, validate(JUDGE, request));
      return { releasesEarlier, inForce: toTerms(inForce) };
    },
    async listEarningsPolicies(request) {
      const { creatorId, ...page } = validate(LIST, request);
      const { policies, nextCursor, platform } = await listEarningsPolicies(ports, { creatorId, ...page });
      return { policies: policies.map(toPolicy), nextCursor, platform: toPolicy(platform) };
    },
  };
}

const toUpcoming = ({ cents, availableOn, earnedOn, kind }: UpcomingAmount) => ({
  amount: cents,
  availableOn: isoDay(availableOn),
  earnedOn: isoDay(earnedOn),
  kind,
});

const toTerms = (terms: EarningsTerms): wire.EarningsTerms => ({
  holdDays: terms.holdDays,
  newCreatorDays: terms.newCreatorDays,
  newCreatorHoldDays: terms.newCreatorHoldDays,
  reservePercent: terms.reservePercent,
  reserveDays: terms.reserveDays,
});

const toPolicy = (policy: KeptPolicy): wire.EarningsPolicy => ({
  creatorId: policy.creatorId,
  version: policy.version,
  terms: toTerms(policy),
  releasesEarlier: policy.releasesEarlier,
  reason: policy.reason,
  actorId: policy.actorId,
  confirmedBy: policy.confirmedBy,
  at: new Date(policy.atMs),
  requestId: policy.requestId,
});
