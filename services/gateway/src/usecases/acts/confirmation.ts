import type { Act } from "../../domain/act.ts";

/** For the audit log: the act behind an effect, and the admin who confirmed it. */
export const confirmation = (act: Act | undefined) =>
  act && { act_id: act.id, ...(act.decidedBy !== undefined && { confirmed_by: act.decidedBy }) };
