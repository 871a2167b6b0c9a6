import { type Clock, type Logger, MetercastError } from "@metercast/runtime";
import { type Risk, type RiskFacts, riskOf } from "../domain/risk.ts";
import { isOpen } from "../domain/withdrawal.ts";
import type { Audience, AudienceFacts } from "../ports/audience.ts";
import type { FactsRow } from "../ports/queue.ts";
import type { Store } from "../ports/store.ts";
import type { UnpaidEarnings, Wallet } from "../ports/wallet.ts";

export interface ReadFactsPorts {
  store: Store;
  wallet: Pick<Wallet, "unpaidEarnings">;
  /** Undefined: no address of billing is configured. */
  audience: Audience | undefined;
  clock: Clock;
  log: Logger;
}

/** What an admin needs to decide. Undefined: its service did not answer. */
export interface DecisionFacts extends FactsRow {
  earnings: UnpaidEarnings | undefined;
  audience: AudienceFacts | undefined;
  medianAgeDays: number | undefined;
  risk: Risk;
  readAt: Date;
}

/** Facts change slowly, and opening a withdrawal reads them too. */
const AGAIN_SECONDS = 900;
/** Something did not answer. */
const SOON_SECONDS = 60;
const DAY_MS = 86_400_000;
/** Older adjustments were paid out long ago. */
const ADJUSTED_WITHIN_MS = 90 * DAY_MS;

/** Reads the facts and keeps the risk that they mean with the withdrawal. @throws withdrawal_not_found */
export async function readDecisionFacts(ports: ReadFactsPorts, id: string): Promise<DecisionFacts> {
  const row = await ports.store.queue.facts(id);
  if (!row) throw new MetercastError("withdrawal_not_found");
  const { creatorId, status } = row.withdrawal;
  const earnings = await answerOf(ports, "the wallet", () => ports.wallet.unpaidEarnings(creatorId));
  const audience = await readAudience(ports, creatorId, earnings);
  const now = ports.clock.now();
  const medianAgeDays = earnings?.medianAt && daysBetween(earnings.medianAt, now);
  const known = riskFacts({ ...row, audience, medianAgeDays }, now);
  const risk = riskOf(known);
  const readAt = new Date(now);
  const isComplete = earnings !== undefined && (audience !== undefined || ports.audience === undefined);
  await ports.store.queue.keepRisk({
    withdrawalId: id,
    ...risk,
    facts: plain(known),
    readAt,
    againInSeconds:
      isOpen(status) && status === "PENDING" ? (isComplete ? AGAIN_SECONDS : SOON_SECONDS) : undefined,
  });
  return { ...row, earnings, audience, medianAgeDays, risk, readAt };
}

async function readAudience(
  ports: ReadFactsPorts,
  creatorId: string,
  earnings: UnpaidEarnings | undefined,
): Promise<AudienceFacts | undefined> {
  const { audience } = ports;
  if (!audience || !earnings) return undefined;
  // Without earnings there is nobody to count; since when does not matter then.
  const since = earnings.oldestAt ?? new Date(ports.clock.now());
  return answerOf(ports, "billing", () => audience.of(creatorId, earnings.streamIds, since));
}

async function answerOf<T>(
  { log }: ReadFactsPorts,
  who: string,
  ask: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await ask();
  } catch (err) {
    log.warn({ err }, `facts for a decision: ${who} did not answer`);
    return undefined;
  }
}

function riskFacts(
  {
    withdrawal,
    firstPayout,
    needsTwoApprovals,
    history,
    adjustments,
    method,
    audience,
    medianAgeDays,
  }: FactsRow & Pick<DecisionFacts, "audience" | "medianAgeDays">,
  now: number,
): RiskFacts {
  const recent = adjustments.filter(({ at }) => now - at.getTime() < ADJUSTED_WITHIN_MS);
  return {
    amount: withdrawal.amount,
    isFirstPayout: firstPayout,
    needsTwoApprovals,
    paidCount: history.paidCount,
    paidTotal: history.paidTotal,
    returnedCount: history.returnedCount,
    methodAgeDays: method && daysBetween(method.addedAt, now),
    methodUnchangedDays: method && daysBetween(method.changedAt, now),
    adjustedCents: recent.reduce((sum, { cents }) => sum + cents, 0n),
    medianAgeDays,
    viewers: audience?.viewers,
    largestViewerSharePercent: audience?.largestViewerSharePercent,
    openDisputes: audience?.openDisputes,
    openCases: audience?.openCases,
  };
}

const daysBetween = (at: Date, now: number): number => Math.max(0, Math.floor((now - at.getTime()) / DAY_MS));

const plain = (facts: RiskFacts): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      typeof value === "bigint" ? value.toString() : value,
    ]),
  );

/** Withdrawals in one run: each asks the wallet and billing. */
const LIMIT = 10;
/** Longer than the two calls. After a crash their facts wait this long. */
const LEASE_SECONDS = 60;

/** Reads the facts of new withdrawals, and of those whose facts are old. "again": there may be more. */
export async function refreshFacts(ports: ReadFactsPorts): Promise<"again" | undefined> {
  const due = await ports.store.queue.claimFacts(LEASE_SECONDS, LIMIT);
  for (const id of due)
    await readDecisionFacts(ports, id).catch((err: unknown) =>
      ports.log.warn({ err, withdrawal: id }, "the facts of a withdrawal could not be read yet"),
    );
  return due.length === LIMIT ? "again" : undefined;
}
