import type { EarningsPolicy } from "../../../domain/availability.ts";
import { termsView } from "./availability.ts";
import { isoTime, orNull } from "./values.ts";

export const policyView = (policy: EarningsPolicy) => ({
  scope: policy.creatorId === undefined ? ("platform" as const) : ("creator" as const),
  creator_id: orNull(policy.creatorId),
  version: policy.version,
  ...termsView(policy.terms),
  releases_earlier: policy.releasesEarlier,
  reason: orNull(policy.reason),
  actor_id: orNull(policy.actorId),
  confirmed_by: orNull(policy.confirmedBy),
  at: isoTime(policy.at),
});
