import type { AutoApprovals } from "../../ports/auto-approvals.ts";
import { actOf } from "./acts.ts";
import { given, orUndefined, time } from "./values.ts";
import type { WithdrawalsCaller } from "./withdrawals-caller.ts";

export const autoApprovals = (caller: WithdrawalsCaller): AutoApprovals => ({
  async versions() {
    const { versions } = await caller.getAutoApproval({});
    return versions.map(({ terms, confirmedBy, at, ...version }) => ({
      ...version,
      ...given(terms, "terms"),
      confirmedBy: orUndefined(confirmedBy),
      at: time(at),
    }));
  },
  set: async (request) => actOf((await caller.setAutoApproval(request)).act),
  dryRun: (request) => caller.dryRunAutoApproval(request),
});
