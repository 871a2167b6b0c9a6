import type { Freeze, IntegrityCheck, PayoutMethod } from "../../../domain/payouts.ts";
import type { IntegrityReport } from "../../../usecases/admin/read-integrity.ts";
import { isoTime, orNull, tokens } from "./values.ts";

export const payoutMethodView = (method: PayoutMethod) => ({
  id: method.id,
  kind: method.kind,
  state: method.state,
  is_default: method.isDefault,
  label: method.label,
  locked_until: isoTime(method.lockedUntil),
  instant_eligible: method.instantEligible,
  created_at: method.createdAt.toISOString(),
});

export const freezeView = ({ frozen, by, at, reason, findings, fingerprint }: Freeze) => ({
  frozen,
  by: orNull(by),
  at: isoTime(at),
  reason: orNull(reason),
  findings: findings.map((finding) => ({
    source: finding.source,
    check: finding.check,
    detail: finding.detail,
    fingerprint: finding.fingerprint,
    found_at: finding.foundAt.toISOString(),
    acknowledged_by: orNull(finding.acknowledgedBy),
  })),
  fingerprint,
});

/** What the checks found, without the freeze. */
export const integrityRunView = ({ ok, checkedAt, checks }: Omit<IntegrityReport, "freeze">) => ({
  ok,
  checked_at: isoTime(checkedAt),
  checks: checks.map(checkView),
});

export const integrityView = ({ freeze, ...run }: IntegrityReport) => ({
  ...integrityRunView(run),
  freeze: freeze ? freezeView(freeze) : null,
});

const checkView = ({ name, ok, detail, compared, wrong, notRunSince }: IntegrityCheck) => ({
  name,
  ok,
  detail,
  compared: tokens(compared),
  wrong: tokens(wrong),
  not_run_since: isoTime(notRunSince),
});
