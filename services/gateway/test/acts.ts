import { uuidOf, uuidToBytes } from "@metercast/contracts";
import type { Session, Stream } from "@metercast/contracts/billing/v1/billing.ts";
import { adjust, insist, sign } from "@metercast/testkit";
import { type Gateway, openEvents } from "./harness.ts";

export interface Viewer {
  user: string;
  token: string;
  stream: Stream;
  session: Session;
  page: Awaited<ReturnType<typeof openEvents>>;
}

let people = 0;

/** What a test brings about at the wallet and at billing, without asking the gateway for it. */
export function acts({ billing, wallet, url, secret }: Gateway) {
  const give = (userId: string, tokens: number) => adjust(wallet, userId, "TOKEN", tokens);
  const take = (userId: string, tokens: number) => adjust(wallet, userId, "TOKEN", -tokens);

  async function stream(creatorId: string, witnesses = ""): Promise<Stream> {
    const request = { creatorId, title: "Live", witnesses, idempotencyKey: `act-${people++}` };
    return (await insist(() => billing.startStream(request))).stream as Stream;
  }

  async function join(viewerId: string, streamId: string): Promise<Session> {
    return (await insist(() => billing.joinStream({ viewerId, streamId }))).session as Session;
  }

  return {
    give,
    take,
    stream,
    join,
    /**
     * Posts these minutes of a session in one batch, as billing asks for them; the wallet decides, and
     * tells everybody what it decided.
     */
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
      await insist(() => wallet.postMinutes({ due }));
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
