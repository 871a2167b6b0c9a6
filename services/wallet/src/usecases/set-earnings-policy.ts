import { type Clock, MetercastError } from "@metercast/runtime";
import {
  areTwoPeople,
  type EarningsTerms,
  type KeptPolicy,
  releasesEarlier,
  sameTerms,
  termsAt,
} from "../domain/earnings-policy.ts";
import type { EarningsBooks } from "../ports/earnings-books.ts";
import type { Ledger } from "../ports/ledger.ts";
import type { LedgerTransaction } from "../ports/ledger-transaction.ts";

export interface EarningsPolicyPorts {
  ledger: Ledger;
  clock: Pick<Clock, "now">;
  configuredTerms: EarningsTerms;
}

export interface SetEarningsPolicyRequest {
  /** Empty: the platform's. */
  creatorId: string;
  terms: EarningsTerms;
  reason: string;
  actorId: string;
  /** The second admin, or empty. */
  confirmedBy: string;
  requestId: string;
}

/**
 * Sets a new version of an earnings policy, once by the request's id. Terms that make money available
 * earlier need two people. @throws second_admin_required, idempotency_conflict
 */
export function setEarningsPolicy(
  ports: EarningsPolicyPorts,
  request: SetEarningsPolicyRequest,
): Promise<KeptPolicy> {
  return ports.ledger.transaction(async (tx) => {
    const known = await tx.findEarningsPolicy(request.requestId);
    if (known) return again(known, request);
    const policy = await newVersion(ports, tx, request);
    await tx.insertEarningsPolicy(policy);
    return policy;
  });
}

function again(known: KeptPolicy, { creatorId, terms }: SetEarningsPolicyRequest): KeptPolicy {
  if (known.creatorId === creatorId && sameTerms(known, terms)) return known;
  throw new MetercastError("idempotency_conflict");
}

async function newVersion(
  ports: EarningsPolicyPorts,
  tx: LedgerTransaction,
  { terms, ...request }: SetEarningsPolicyRequest,
): Promise<KeptPolicy> {
  const last = (await tx.earningsPolicies(request.creatorId)).at(-1);
  const isEarlier = releasesEarlier(await termsInForce(ports, tx, request.creatorId), terms);
  if (isEarlier && !areTwoPeople(request.actorId, request.confirmedBy))
    throw new MetercastError(
      "second_admin_required",
      "Terms that make money available earlier need a second admin.",
    );
  return {
    ...request,
    ...terms,
    version: (last?.version ?? 0) + 1,
    releasesEarlier: isEarlier,
    // After the version that it follows, also where a clock runs back: each was in force for a moment.
    atMs: Math.max(ports.clock.now(), (last?.atMs ?? 0) + 1),
  };
}

/** The terms in force for a creator, or for the platform (""). */
export async function termsInForce(
  { clock, configuredTerms: configured }: Pick<EarningsPolicyPorts, "clock" | "configuredTerms">,
  books: EarningsBooks,
  creatorId: string,
): Promise<EarningsTerms> {
  const platform = await books.earningsPolicies("");
  const creator = creatorId === "" ? [] : await books.earningsPolicies(creatorId);
  return termsAt({ configured, platform, creator }, clock.now());
}
