import { publicId, uuidOf } from "@metercast/contracts";
import type { WalletServiceService, Funding as WireFunding } from "@metercast/contracts/wallet/v1/wallet.ts";
import { type Handlers, z } from "@metercast/runtime";
import { key, uuidOfKind, validate } from "@metercast/validation";
import type { TracedTransfer, Traces } from "../../ports/traces.ts";
import { type Funding, traceDebit } from "../../usecases/trace-debit.ts";
import { traceMinutes } from "../../usecases/trace-minutes.ts";
import { traceSession } from "../../usecases/trace-session.ts";
import { type TraceTopUpPorts, traceTopUp } from "../../usecases/trace-top-up.ts";
import { streamId } from "./requests.ts";
import { toHold, wireAsset } from "./responses.ts";

type Wallet = Handlers<typeof WalletServiceService>;

const transferOrHold = z.string().transform((id, context) => {
  const transfer = uuidOf("transfer", id);
  if (transfer !== undefined) return { transfer };
  const hold = uuidOf("hold", id);
  if (hold !== undefined) return { hold };
  context.addIssue({ code: "custom", message: "is neither a transfer id nor a hold id" });
  return z.NEVER;
});
const version = z
  .union([z.literal(""), z.string().regex(/^\d{1,18}$/, "take it from next_cursor")])
  .transform((text) => (text === "" ? 0n : BigInt(text)));
const DEBIT = z.object({
  id: transferOrHold,
  attemptIds: z.array(uuidOfKind("attempt")).max(100),
  cursor: version,
});

/** Minutes that one call looks at, each by its key: some tens of milliseconds. */
const MOST_MINUTES = 20_000;
const MINUTES = z.object({
  id: transferOrHold,
  day: z.date({ error: "required" }).min(new Date("2000-01-01")).max(new Date("9999-01-01")),
  sessions: z
    .array(z.object({ sessionId: uuidOfKind("session"), minutes: z.number().int().min(0).max(MOST_MINUTES) }))
    .max(100),
});
const SESSION = z.object({ sessionId: uuidOfKind("session") });
const TOP_UP = z.object({
  topUpId: key,
  cursor: z
    .union([z.literal(""), z.string().regex(/^\d{1,9}$/, "take it from next_cursor")])
    .transform((text) => (text === "" ? 0 : Number(text))),
});

/** Handlers that follow money through the books. */
export function traces(ports: TraceTopUpPorts & { traces: Traces }) {
  return {
    async traceDebit(request) {
      const { id, cursor } = validate(DEBIT, request);
      const asked = { id, attempts: request.attemptIds, after: cursor };
      const { userId, amount, hold, transfers, funding } = await traceDebit(ports, asked);
      return {
        userId,
        amount,
        hold: hold && toHold(hold),
        heldAt: hold?.createdAt,
        holdEndedAt: hold?.endedAt,
        transfers: transfers.map(toTraced),
        funding: funding && toFunding(funding),
      };
    },
    async traceMinutes(request) {
      const { id, day, sessions } = validate(MINUTES, request);
      const minutes = await traceMinutes(ports, {
        id,
        day,
        sessions: sessions.map(({ sessionId: session, minutes: looked }) => ({ session, minutes: looked })),
      });
      return {
        minutes: minutes.map(({ session, viewer: viewerId, at: postedAt, ...minute }) => ({
          ...minute,
          sessionId: publicId("session", session),
          viewerId,
          postedAt,
        })),
      };
    },
    async traceSession(request) {
      return { funding: await traceSession(ports, validate(SESSION, request).sessionId) };
    },
    async traceTopUp(request) {
      const { topUpId, cursor } = validate(TOP_UP, request);
      const { transfers, paid, clawbacks, reached, ...found } = await traceTopUp(ports, {
        topUpId,
        skip: cursor,
      });
      return {
        ...found,
        transfers: transfers.map(toTraced),
        paid: paid.map(({ stream, ...row }) => ({ ...row, streamId: streamId(stream) })),
        clawbacks: clawbacks.map(({ userId: creatorId, ...sums }) => ({ ...sums, creatorId })),
        nextCursor: reached === undefined ? "" : String(reached),
      };
    },
  } satisfies Partial<Wallet>;
}

const toTraced = (one: TracedTransfer) => ({
  transferId: publicId("transfer", one.id),
  debitAccount: one.from,
  creditAccount: one.to,
  asset: wireAsset(one.asset),
  amount: one.amount,
  referenceType: one.referenceType,
  referenceId: one.referenceId,
  reason: one.reason,
  actorId: one.actorId,
  createdAt: one.createdAt,
  requestId: one.requestId,
});

const toFunding = ({ total, streams, others, provisional, reached }: Funding): WireFunding => ({
  total,
  streams: streams.map(({ stream, ...row }) => ({ ...row, streamId: streamId(stream) })),
  others: others.map(({ id, referenceType, amount, at, actorId, reason }) => ({
    transferId: publicId("transfer", id),
    referenceType,
    cents: amount,
    at,
    actorId,
    reason,
  })),
  provisional,
  nextCursor: reached === undefined ? "" : String(reached),
});
