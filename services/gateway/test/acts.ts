import { uuidOf, uuidToBytes } from "@metercast/contracts";
import type { Session, Stream } from "@metercast/contracts/billing/v1/billing.ts";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { Direction } from "@metercast/contracts/wallet/v1/wallet.ts";
import { MetercastError } from "@metercast/runtime";
import { type Gateway, openEvents, sign } from "./harness.ts";

export interface Viewer {
  user: string;
  token: string;
  stream: Stream;
  session: Session;
  page: Awaited<ReturnType<typeof openEvents>>;
}

let people = 0;

/** Asks again for a minute where it is not possible right now, as on a very slow machine. What is asked must be idempotent. */
async function answered<T>(ask: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + 60_000; ; ) {
    try {
      return await ask();
    } catch (error) {
      if (MetercastError.from(error).code !== "unavailable" || Date.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** What a test brings about at the wallet and at billing, without asking the gateway for it. */
export function acts({ billing, wallet, url, secret }: Gateway) {
  async function move(userId: string, tokens: number, direction: Direction): Promise<void> {
    const requestId = `act-${people++}`;
    const asked = { userId, asset: Asset.ASSET_TOKEN, direction, amount: BigInt(tokens), requestId };
    const why = { referenceType: "ADJUSTMENT", referenceId: "", reason: "for a test", actorId: "the-admin" };
    await answered(() => wallet.postTransfer({ ...asked, ...why, source: "adjustment" }));
  }
  const give = (userId: string, tokens: number) => move(userId, tokens, Direction.DIRECTION_CREDIT);
  const take = (userId: string, tokens: number) => move(userId, tokens, Direction.DIRECTION_DEBIT);

  async function stream(creatorId: string, witnesses = ""): Promise<Stream> {
    const request = { creatorId, title: "Live", witnesses, idempotencyKey: `act-${people++}` };
    return (await answered(() => billing.startStream(request))).stream as Stream;
  }

  async function join(viewerId: string, streamId: string): Promise<Session> {
    return (await answered(() => billing.joinStream({ viewerId, streamId }))).session as Session;
  }

  return {
    give,
    take,
    stream,
    join,
    /** Posts these minutes of a session in one batch, as billing asks for them; the wallet decides, and tells everybody what it decided. */
    async minutes(session: Session, ...minutes: number[]): Promise<void> {
      const { viewerAccount, creatorAccount, tokensPerMinute, creatorCentsPerMinute } = session;
      const streamId = bytesOf("stream", session.streamId);
      const due = {
        terms: [{ streamId, creatorAccount, tokensPerMinute, creatorCentsPerMinute }],
        sessionIds: Buffer.concat(minutes.map(() => bytesOf("session", session.id))),
        minutes,
        viewerAccounts: minutes.map(() => viewerAccount),
        termIndexes: minutes.map(() => 0),
      };
      await answered(() => wallet.postMinutes({ due }));
    },
    /** A new viewer with tokens and an open session, and their open page. */
    async viewer(tokens: number): Promise<Viewer> {
      const user = `viewer-${people++}`;
      await give(user, tokens);
      const watched = await stream(`creator-of-${user}`);
      const session = await join(user, watched.id);
      const token = await sign(secret, user, ["viewer"]);
      return { user, token, stream: watched, session, page: await openEvents(url, token) };
    },
  };
}

export type Acts = ReturnType<typeof acts>;

function bytesOf(kind: "session" | "stream", id: string): Buffer {
  return Buffer.from(uuidToBytes(uuidOf(kind, id) as string));
}
