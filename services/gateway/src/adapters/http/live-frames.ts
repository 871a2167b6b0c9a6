import { MetercastError } from "@metercast/runtime";
import { mayCall, ROUTES } from "../../domain/access.ts";
import { readFrame } from "../../domain/live-frame.ts";
import type { Principal } from "../../domain/principal.ts";
import { sendHeartbeat } from "../../usecases/watch/send-heartbeat.ts";
import type { RouteDeps } from "./deps.ts";
import { sessionId } from "./ids.ts";
import { CLOSE } from "./live-socket.ts";
import { isoTime, orNull } from "./presenters/values.ts";

/** Heartbeats of one connection that wait for the broker: a player sends one every 15 s. */
const MAX_UNANSWERED = 8;
/** Frames in a row that were refused for what they are: the client is broken, and each costs an answer. */
const MAX_REFUSED = 20;

interface Line {
  answer(frame: { event: string; data: object }): void;
  end(code: number): void;
}

export interface FrameParts {
  principal: Principal;
  /** As limits count it. */
  address: string;
  line: Line;
}

/** Answers the frames of one client. */
export function answerFrames(
  { watch, limits, log }: Pick<RouteDeps, "watch" | "limits" | "log">,
  { principal, address, line }: FrameParts,
): (text: string) => void {
  const { userId: viewerId } = principal;
  const mayWatch = mayCall(ROUTES["POST /api/sessions/{id}/heartbeat"], principal.roles);
  let unanswered = 0;
  let refused = 0;

  /** What a heartbeat is refused for before anybody is asked. */
  function sessionOf(text: string): { id: string } | { error: MetercastError; retryAfterSeconds?: number } {
    const retryAfterSeconds = limits.frame(address, viewerId);
    if (retryAfterSeconds !== undefined)
      return { error: new MetercastError("rate_limited", "too many frames and requests"), retryAfterSeconds };
    if (unanswered >= MAX_UNANSWERED)
      return {
        error: new MetercastError("rate_limited", `at most ${MAX_UNANSWERED} unanswered heartbeats`),
        retryAfterSeconds: 1,
      };
    const read = readFrame(text);
    if ("problem" in read) return { error: new MetercastError("malformed_request", read.problem) };
    if (!mayWatch) return { error: new MetercastError("forbidden", "this needs the role viewer") };
    return { id: read.frame.sessionId };
  }

  async function heartbeat(id: string): Promise<void> {
    unanswered += 1;
    try {
      const request = { sessionId: sessionId(id), viewerId };
      const { session, standing } = await sendHeartbeat(watch, request);
      const data = {
        session_id: id,
        status: session.isActive ? "active" : "ended",
        end_reason: orNull(session.endReason),
        runs_out_at: session.isActive ? isoTime(standing.runsOutAt) : null,
      };
      line.answer({ event: "heartbeat", data });
    } catch (thrown) {
      const error = MetercastError.from(thrown);
      if (error.code === "internal") log.error({ err: thrown }, "live: a frame failed");
      line.answer(problemFrame(error, id));
    } finally {
      unanswered -= 1;
    }
  }

  return (text) => {
    const asked = sessionOf(text);
    if ("id" in asked) {
      refused = 0;
      void heartbeat(asked.id);
      return;
    }
    refused += 1;
    if (refused > MAX_REFUSED) line.end(CLOSE.tooManyFrames);
    else line.answer(problemFrame(asked.error, null, asked.retryAfterSeconds));
  };
}

const problemFrame = (
  error: MetercastError,
  id: string | null,
  retryAfterSeconds = RETRY_AFTER[error.code],
) => ({
  event: "error",
  data: {
    code: error.code,
    detail: error.message,
    session_id: id,
    retry_after_seconds: retryAfterSeconds ?? null,
  },
});

const RETRY_AFTER: Partial<Record<string, number>> = { unavailable: 1 };
