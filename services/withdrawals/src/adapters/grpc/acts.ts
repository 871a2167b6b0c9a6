import { publicId, uuidOf } from "@metercast/contracts";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import {
  ActDetails,
  type RequestActRequest,
  type Act as WireAct,
  type WithdrawalsServiceService,
} from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { type Handlers, MetercastError, z } from "@metercast/runtime";
import { ACT_STATES, type ActState, type DualControlLimits, tokenCents } from "../../domain/dual-control.ts";
import type { Act } from "../../ports.ts";
import { type ActPorts, type ActWish, decideAct, requestAct } from "../../usecases/acts.ts";
import { amount, check, key, optional, publicUuid, reason, text, user } from "./requests.ts";

type Service = Handlers<typeof WithdrawalsServiceService>;

/** Acts that need a second admin above a limit. */
export function actHandlers({
  dualControl,
}: {
  dualControl: ActPorts;
}): Pick<Service, "requestAct" | "decideAct" | "finishAct" | "getAct" | "listActs"> {
  const { acts, limits } = dualControl;
  return {
    requestAct: async (request) => ({
      act: toWireAct(await requestAct(dualControl, readWish(request, limits), new Date())),
    }),
    decideAct: async (request) => ({
      act: toWireAct(await decideAct(dualControl, readDecision(request), new Date())),
    }),
    async finishAct({ actId, executed, result }) {
      const id = actUuid(actId);
      const state = executed ? "executed" : "failed";
      const done = await acts.finish(id, state, check(RESULT, { result }).result, new Date());
      return { act: toWireAct(done ?? (await find(dualControl, id))) };
    },
    getAct: async ({ actId }) => ({ act: toWireAct(await find(dualControl, actUuid(actId))) }),
    async listActs(request) {
      const { state, limit, cursor } = check(LIST, request);
      const found = await acts.list({ state, after: cursor, limit: limit + 1 });
      const page = found.slice(0, limit);
      const last = found.length > page.length ? page.at(-1) : undefined;
      return { acts: page.map(toWireAct), nextCursor: last ? publicId("act", last.id) : "" };
    },
  };
}

const RESULT = z.object({ result: text(500) });

const DEFAULT_PAGE = 20;
const LIST = z.object({
  state: z
    .union([z.literal(""), z.enum(ACT_STATES)])
    .transform((state): ActState | undefined => (state === "" ? undefined : state)),
  limit: z
    .number()
    .int()
    .min(0)
    .max(100)
    .transform((limit) => limit || DEFAULT_PAGE),
  cursor: optional(publicUuid("act")),
});

/** A malformed id names nothing. */
function actUuid(id: string): string {
  const uuid = uuidOf("act", id);
  if (uuid === undefined) throw new MetercastError("act_not_found");
  return uuid;
}

async function find({ acts }: ActPorts, id: string): Promise<Act> {
  const act = await acts.find(id);
  if (!act) throw new MetercastError("act_not_found");
  return act;
}

const DECISION = z.discriminatedUnion(
  "action",
  [
    z.object({ actId: z.string(), actorId: user, action: z.literal("confirm"), note: text(500) }),
    z.object({ actId: z.string(), actorId: user, action: z.literal("decline"), note: reason }),
  ],
  "confirm or decline",
);
function readDecision(request: unknown) {
  const { actId, ...rest } = check(DECISION, request);
  return { id: actUuid(actId), ...rest };
}

const price = z.bigint().min(0n, "not below zero").max(1_000_000n, "too large");
const WISH = z.object({ reason, actorId: user, idempotencyKey: key, acceptLoss: z.boolean() });
const ADJUSTMENT = z.object({
  userId: user,
  asset: z.union([z.literal(Asset.ASSET_TOKEN), z.literal(Asset.ASSET_USD)]),
  direction: z.enum(["credit", "debit"]),
  amount,
});
const RATE = z.object({
  scope: z.enum(["platform", "creator", "stream"]),
  scopeId: z.string().max(128),
  tokensPerMinute: price,
  creatorCentsPerMinute: price,
  creatorId: z.union([z.literal(""), user]),
});

function readWish(request: RequestActRequest, limits: DualControlLimits): ActWish {
  const { reason: why, actorId, idempotencyKey, acceptLoss } = check(WISH, request);
  const common = { reason: why, actorId, idempotencyKey, object: "", acceptLoss };
  const what = request.details?.what;
  if (what?.$case === "adjustment") {
    const value = check(ADJUSTMENT, what.value);
    const cents = value.asset === Asset.ASSET_TOKEN ? value.amount * tokenCents(limits) : value.amount;
    return {
      ...common,
      kind: "adjustment",
      subject: value.userId,
      cents,
      details: json({ $case: "adjustment", value }),
    };
  }
  if (what?.$case === "rate") {
    const value = check(RATE, what.value);
    const details = json({ $case: "rate", value });
    return { ...common, kind: "rate", subject: value.creatorId, cents: 0n, details, rate: value };
  }
  throw new MetercastError("invalid_request", undefined, {
    fields: [{ field: "details", message: "an adjustment or a rate" }],
  });
}

const json = (what: ActDetails["what"]) => ActDetails.toJSON({ what }) as Record<string, unknown>;

export function toWireAct({ id, details, ...act }: Act): WireAct {
  return { ...act, id: publicId("act", id), details: ActDetails.fromJSON(details) };
}
