import type { Case, CaseFacts } from "../../domain/case.ts";
import type { MediaStay } from "../../domain/media-stay.ts";
import type { Session, Stream } from "../../domain/stream.ts";
import type { Billing } from "../../ports/billing.ts";
import type { Cases } from "../../ports/cases.ts";
import type { MediaStays } from "../../ports/media-stays.ts";
import type { PostedMinute, Wallet } from "../../ports/wallet.ts";
import { withStream } from "./read-cases.ts";

export interface ReadEvidencePorts {
  cases: Pick<Cases, "getCase" | "getCaseFacts" | "listCases">;
  billing: Pick<Billing, "getSession" | "getStreams" | "search">;
  wallet: Pick<Wallet, "listMinutes" | "traceSession">;
  stays: Pick<MediaStays, "of">;
}

export interface Evidence {
  found: Case;
  session: Session;
  stream: Stream | undefined;
  facts: CaseFacts;
  /** Of the viewer in the stream's room, as far as they touch the session's time. */
  stays: MediaStay[];
  /** The first 1,000. */
  minutes: PostedMinute[];
  funding: Funding[];
  ofViewer: Case[];
  ofStream: Case[];
}

/** `topUpId` undefined: tokens that no top-up brought. */
export interface Funding {
  topUpId: string | undefined;
  tokens: bigint;
}

/** As many other cases as fit beside the decision; the lists have them all. */
const OTHERS = 10;

/** What is known about the session of a case, from the services that keep it. @throws case_not_found */
export async function readEvidence(ports: ReadEvidencePorts, caseId: string): Promise<Evidence> {
  const { cases, billing, wallet } = ports;
  const { found } = await cases.getCase(caseId);
  const { sessionId, streamId, viewerId } = found;
  const [session, { stream }, facts, stays, minutes, funding, ofViewer, ofStream] = await Promise.all([
    billing.getSession(sessionId),
    withStream(ports, found),
    cases.getCaseFacts(caseId),
    ports.stays.of(streamId, viewerId),
    wallet.listMinutes({ sessionId, fromMinute: 1 }),
    fundingOf(ports, sessionId),
    others(cases, caseId, { viewerId }),
    others(cases, caseId, { streamId }),
  ]);
  const touching = stays.filter((stay) => touches(stay, session));
  return { found, session, stream, facts, stays: touching, minutes, funding, ofViewer, ofStream };
}

/** Of these the ids are looked up; a session is paid by one or two purchases. */
const NAMED = 5;

/** The wallet knows a top-up by its Checkout session, people know it by its id. */
async function fundingOf(
  { billing, wallet }: Pick<ReadEvidencePorts, "billing" | "wallet">,
  sessionId: string,
): Promise<Funding[]> {
  const funding = await wallet.traceSession(sessionId);
  return Promise.all(
    funding.map(async ({ topUpId: checkout, tokens }, place) => {
      if (checkout === "") return { topUpId: undefined, tokens };
      const hits = place < NAMED ? await billing.search(checkout) : [];
      return { topUpId: hits.find(({ kind }) => kind === "top_up")?.id ?? checkout, tokens };
    }),
  );
}

async function others(
  cases: Pick<Cases, "listCases">,
  caseId: string,
  about: { viewerId?: string; streamId?: string },
): Promise<Case[]> {
  const { items } = await cases.listCases({
    statuses: [],
    reason: undefined,
    viewerId: about.viewerId,
    creatorId: undefined,
    streamId: about.streamId,
    sessionId: undefined,
    oldestFirst: false,
    limit: OTHERS + 1,
    cursor: undefined,
  });
  return items.filter(({ id }) => id !== caseId).slice(0, OTHERS);
}

function touches({ joinedAtMs, leftAtMs }: MediaStay, { startedAt, endedAt }: Session): boolean {
  if (joinedAtMs !== undefined && endedAt !== undefined && joinedAtMs > endedAt.getTime()) return false;
  return leftAtMs === undefined || leftAtMs >= startedAt.getTime();
}
