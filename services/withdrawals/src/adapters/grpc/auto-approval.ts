import { publicId } from "@metercast/contracts";
import type {
  AutoApprovalTerms as WireTerms,
  AutoApprovalVersion as WireVersion,
  WithdrawalsServiceService,
} from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { MAX_AMOUNT } from "@metercast/money";
import { type Handlers, z } from "@metercast/runtime";
import { key, userId, validate } from "@metercast/validation";
import { type DryRun, OBSTACLE_WORDS, OBSTACLES } from "../../domain/auto-approval.ts";
import type { PolicyVersion } from "../../ports/auto-approvals.ts";
import type { ActPorts } from "../../usecases/execute-act.ts";
import { type DryRunPorts, dryRunAutoApproval, setAutoApproval } from "../../usecases/set-auto-approval.ts";
import { reason } from "./requests.ts";
import { toAct } from "./responses.ts";

type Service = Handlers<typeof WithdrawalsServiceService>;

const cents = z.bigint().min(0n, "not below zero").max(MAX_AMOUNT, "is too large");
const count = z.number().int().min(0).max(100_000);
const TERMS = z.object({
  enabled: z.boolean(),
  maxPayout: cents,
  maxDay: cents,
  minAccountAgeDays: count,
  minCompletedPayouts: count,
});
const SET = TERMS.extend({ reason, actorId: userId, idempotencyKey: key });
const DRY_RUN = TERMS.extend({ days: z.number().int().min(1).max(365) });

export function autoApproval(
  ports: DryRunPorts & { dualControl: ActPorts },
): Pick<Service, "getAutoApproval" | "setAutoApproval" | "dryRunAutoApproval"> {
  return {
    getAutoApproval: async () => ({ versions: (await ports.store.autoApprovals.versions()).map(toVersion) }),
    async setAutoApproval({ terms, ...request }) {
      return { act: toAct(await setAutoApproval(ports, validate(SET, { ...terms, ...request }))) };
    },
    async dryRunAutoApproval({ terms, days }) {
      return toDryRun(await dryRunAutoApproval(ports, validate(DRY_RUN, { ...terms, days })));
    },
  };
}

function toVersion({
  version,
  reason: why,
  requestedBy,
  confirmedBy,
  at,
  ...policy
}: PolicyVersion): WireVersion {
  const { enabled, maxPayout, maxDay, minAccountAgeDays, minCompletedPayouts } = policy;
  const terms: WireTerms = { enabled, maxPayout, maxDay, minAccountAgeDays, minCompletedPayouts };
  return { version, terms, reason: why, requestedBy, confirmedBy, at };
}

function toDryRun({ notApproved, ...run }: DryRun) {
  const reasons = OBSTACLES.map((code) => ({
    code,
    text: OBSTACLE_WORDS[code],
    count: notApproved.filter((one) => one.reasons.includes(code)).length,
  }));
  return {
    ...run,
    notApproved: notApproved.map(({ id, ...one }) => ({ ...one, withdrawalId: publicId("withdrawal", id) })),
    reasons: reasons.filter((one) => one.count > 0).sort((one, other) => other.count - one.count),
  };
}
