import { createHash } from "node:crypto";
import { publicId, uuidOf } from "@metercast/contracts";
import type {
  GetDecisionFactsResponse,
  QueueEntry,
  CreatorHistory as WireHistory,
} from "@metercast/contracts/withdrawals/v1/decisions.ts";
import type { WithdrawalsServiceService } from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { MAX_AMOUNT } from "@metercast/money";
import { type Handlers, MetercastError, z } from "@metercast/runtime";
import { optional, storableText, userId, validate } from "@metercast/validation";
import type { HeldDecision } from "../../domain/held-decision.ts";
import type { Risk } from "../../domain/risk.ts";
import { STATUSES } from "../../domain/withdrawal.ts";
import type { CreatorHistory, QueueFilter, QueuePlace, QueueQuery, QueueRow } from "../../ports/queue.ts";
import { SORTS } from "../../ports/queue.ts";
import { type HoldDecisionPorts, undoDecision } from "../../usecases/hold-decision.ts";
import { type Judgement, judgeDecisions } from "../../usecases/judge-decisions.ts";
import { type DecisionFacts, type ReadFactsPorts, readDecisionFacts } from "../../usecases/read-facts.ts";
import { withdrawalId } from "./requests.ts";
import { toDetails, toWithdrawal } from "./responses.ts";

type Service = Handlers<typeof WithdrawalsServiceService>;

export type QueuePorts = HoldDecisionPorts & ReadFactsPorts;

const DEFAULT_PAGE = 20;
/** A file of rows is read in larger pages than a screen. */
const MOST_ROWS = 500;
const MOST_IDS = 100;

const cents = z.bigint().min(0n).max(MAX_AMOUNT).optional();
const ids = z.array(z.string()).max(MOST_IDS);
const LIST = z.object({
  status: optional(z.enum(STATUSES)),
  rail: optional(z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, "is no rail")),
  amountMin: cents,
  amountMax: cents,
  requestedBefore: z.date().optional(),
  requestedAfter: z.date().optional(),
  updatedAfter: z.date().optional(),
  firstPayout: z.boolean().optional(),
  scheduled: z.boolean().optional(),
  needs: optional(z.enum(["me", "review"])),
  creatorId: optional(userId),
  query: optional(storableText(200)),
  sort: z.enum(SORTS).or(z.literal("").transform(() => "requested" as const)),
  order: z.enum(["asc", "desc"]).or(z.literal("").transform(() => "desc" as const)),
  limit: z.number().int().min(0).max(MOST_ROWS),
  cursor: z.string().max(512),
  actorId: z.union([userId, z.literal("")]),
  withdrawalIds: ids,
});
const JUDGE = z.object({ action: z.enum(["approve", "reject"]), withdrawalIds: ids, actorId: userId });
const UNDO = z.object({ withdrawalId: z.string().transform(withdrawalId), actorId: userId });

export function queue(
  ports: QueuePorts,
): Pick<Service, "listQueue" | "undoDecision" | "judgeDecisions" | "getDecisionFacts"> {
  return {
    async listQueue(request) {
      const query = readQuery(validate(LIST, request));
      const found = await ports.store.queue.list({ ...query, limit: query.limit + 1 });
      const page = found.slice(0, query.limit);
      const last = found.length > page.length ? page.at(-1) : undefined;
      return {
        withdrawals: page.map(({ withdrawal }) => toWithdrawal(withdrawal)),
        entries: page.map(toEntry),
        nextCursor: last ? writeCursor(query, last.place) : "",
      };
    },
    undoDecision: async (request) => ({
      withdrawal: toDetails(await undoDecision(ports, validate(UNDO, request))),
    }),
    async judgeDecisions(request) {
      const { withdrawalIds, ...rest } = validate(JUDGE, request);
      const uuids = withdrawalIds.map((id) => uuidOf("withdrawal", id));
      const judgements = await judgeDecisions(ports, { ...rest, ids: uuids });
      return { judgements: judgements.map((one, index) => toJudgement(one, withdrawalIds[index] ?? "")) };
    },
    async getDecisionFacts(request) {
      return toFacts(await readDecisionFacts(ports, withdrawalId(request.withdrawalId)));
    },
  };
}

function readQuery({
  sort,
  order,
  limit,
  cursor,
  actorId,
  withdrawalIds,
  query,
  ...rest
}: z.output<typeof LIST>): QueueQuery {
  const named = query === undefined ? undefined : uuidOf("withdrawal", query);
  const wanted = withdrawalIds.flatMap((id) => uuidOf("withdrawal", id) ?? []);
  const filter: QueueFilter = {
    ...rest,
    status: rest.status,
    rail: rest.rail,
    amountMin: rest.amountMin,
    amountMax: rest.amountMax,
    requestedBefore: rest.requestedBefore,
    requestedAfter: rest.requestedAfter,
    updatedAfter: rest.updatedAfter,
    firstPayout: rest.firstPayout,
    scheduled: rest.scheduled,
    needs: rest.needs,
    creatorId: rest.creatorId,
    query: named ? undefined : query,
    ids: named ? [named] : wanted,
  };
  const base = { filter, actorId, sort, descending: order === "desc", limit: limit || DEFAULT_PAGE };
  return { ...base, after: cursor === "" ? undefined : readCursor(base, cursor) };
}

/** A place in one order of one filter, for one admin where it depends on the admin. */
const bindingOf = ({ filter, sort, descending, actorId }: Omit<QueueQuery, "after" | "limit">): string =>
  createHash("sha256")
    .update(
      JSON.stringify([filter, sort, descending, filter.needs === "me" ? actorId : ""], (_, value) =>
        typeof value === "bigint" ? value.toString() : value,
      ),
    )
    .digest("base64url")
    .slice(0, 16);

const writeCursor = (query: QueueQuery, { value, id }: QueuePlace): string =>
  Buffer.from([bindingOf(query), value, id].join(" ")).toString("base64url");

const CURSOR = /^([\w-]{16}) (\d{1,18}) ([0-9a-f-]{36})$/;

function readCursor(query: Omit<QueueQuery, "after">, cursor: string): QueuePlace {
  const [, binding, value, id] = CURSOR.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
  if (binding === bindingOf(query) && value !== undefined && id !== undefined)
    return { value: BigInt(value), id };
  throw new MetercastError("invalid_request", undefined, {
    fields: [{ field: "cursor", message: "belongs to another filter or order" }],
  });
}

const toHistory = (history: CreatorHistory): WireHistory => history;

const toRisk = ({ level, reasons }: Risk, readAt: Date | undefined) => ({ level, reasons, readAt });

export const toHeldDecision = ({ action, actorId, takesEffectAt }: HeldDecision) => ({
  action,
  actorId,
  takesEffectAt,
});

function toEntry(row: QueueRow): QueueEntry {
  return {
    withdrawalId: publicId("withdrawal", row.withdrawal.id),
    creator: toHistory(row.history),
    risk: toRisk(row.risk, row.riskAt),
    approvals: row.approvals,
    decision: row.decision && toHeldDecision(row.decision),
    stopped: row.stopped,
    firstPayout: row.firstPayout,
    needsActor: row.needsActor,
    changedAt: row.changedAt,
  };
}

const toJudgement = ({ refusal, amount, status = "PENDING", approvalsNeeded }: Judgement, id: string) => ({
  withdrawalId: id,
  code: refusal?.code ?? "",
  detail: refusal?.detail ?? "",
  amount,
  status,
  approvalsNeeded,
});

function toFacts(facts: DecisionFacts): GetDecisionFactsResponse {
  const { earnings, audience } = facts;
  return {
    earnings: earnings && {
      oldestAt: earnings.oldestAt,
      newestAt: earnings.newestAt,
      medianAgeDays: facts.medianAgeDays,
      viewers: audience?.viewers,
      largestViewerSharePercent: audience?.largestViewerSharePercent,
      streams: earnings.streamIds.length,
    },
    adjustments: facts.adjustments.map(({ cents: amount, ...rest }) => ({ ...rest, amount })),
    method: facts.method,
    earlier: toHistory(facts.history),
    risk: toRisk(facts.risk, facts.readAt),
    openDisputes: audience?.openDisputes,
    openCases: audience?.openCases,
  };
}
