import type { Logger } from "@metercast/runtime";
import { plainText } from "@metercast/validation";
import { decodeJwt, decodeProtectedHeader } from "jose";

/** Anybody can send bad tokens: the log gets this many lines a minute, then the number of the others. */
const LINES_PER_MINUTE = 60;
const MINUTE_MS = 60_000;
const MAX_TEXT = 200;

export interface RefusalLog {
  /** Logs why a token was refused, with its issuer and audience, never the token itself. */
  note(token: string, reason: string): void;
}

export function refusalLog(log: Logger, now: () => number = Date.now): RefusalLog {
  let windowEndsMs = 0;
  let lines = 0;
  return {
    note(token, reason) {
      if (now() >= windowEndsMs) {
        if (lines > LINES_PER_MINUTE)
          log.info({ unlogged: lines - LINES_PER_MINUTE }, "more tokens were refused");
        windowEndsMs = now() + MINUTE_MS;
        lines = 0;
      }
      lines += 1;
      if (lines <= LINES_PER_MINUTE) log.info({ reason, ...labelsOf(token) }, "token refused");
    },
  };
}

/** Unverified: for people only. */
function labelsOf(token: string): Record<string, string> {
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    const { iss, aud, client_id, azp } = decodeJwt(token);
    const labels = { alg, kid, iss, aud: [aud].flat().join(" "), client_id, azp };
    return Object.fromEntries(
      Object.entries(labels).flatMap(([name, value]) => {
        const text = typeof value === "string" ? plainText(value.slice(0, MAX_TEXT), MAX_TEXT) : undefined;
        return text === undefined || text === "" ? [] : [[name, text]];
      }),
    );
  } catch {
    return {};
  }
}
