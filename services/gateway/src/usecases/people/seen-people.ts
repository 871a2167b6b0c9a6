import type { Clock, Logger } from "@metercast/runtime";
import { BoundedMap } from "../../domain/bounded-map.ts";
import type { Principal } from "../../domain/principal.ts";
import type { People, SeenPerson } from "../../ports/people.ts";
import { inGroups } from "../live/in-groups.ts";

export interface SeenPeoplePorts {
  people: Pick<People, "see">;
  clock: Clock;
  log: Logger;
}

interface Report {
  /** Without the language, which pages and scripts of a person may name in turn. */
  claims: string;
  issuedAtMs: number;
  untilMs: number;
}

export interface SeenPeople {
  /** A request with a verified token. Returns at once. */
  saw(principal: Principal, acceptLanguage: string | undefined): void;
  /** The person was erased: the next request reports them again. */
  forget(userId: string): void;
  /** One run of the job: reports who is waiting. */
  report(): Promise<void>;
  readonly waiting: number;
}

/** People who were reported within the hour: 300 bytes each. Those that are forgotten are reported once more. */
const REMEMBERED = 20_000;
/** People of one burst who wait for the job. Others are reported with their next request. */
const MOST_WAITING = 2_000;
const DEADLINE_MS = 2_000;
const HOUR_MS = 3_600_000;
/** Headers of browsers are shorter; notifications take no longer one. */
const LANGUAGE_LENGTH = 200;

/**
 * Reports people to notifications, which learns addresses from nothing else: once an hour, and at once where
 * a newer token says something else than the last one. Off the request's path: notifications that are away
 * slow no request, and what is lost comes with the person's next one.
 */
export function seenPeople({ people, clock, log }: SeenPeoplePorts): SeenPeople {
  /** What was reported last of a person, or waits. */
  const reported = new BoundedMap<string, Report>(REMEMBERED);
  const waiting = new Map<string, SeenPerson>();

  async function report(person: SeenPerson): Promise<void> {
    await people.see(person, { deadlineMs: DEADLINE_MS }).catch((err: unknown) => {
      reported.delete(person.userId);
      log.debug({ err }, "people: a person could not be reported");
    });
  }

  return {
    saw({ userId, email, roles, issuedAtMs }, acceptLanguage = "") {
      const claims = JSON.stringify([email, roles]);
      const last = reported.get(userId);
      if (last && last.untilMs > clock.now()) {
        // Of two tokens that are used in turn, the older one says nothing new.
        if (claims === last.claims || (issuedAtMs ?? 0) < last.issuedAtMs) return;
      }
      if (waiting.size >= MOST_WAITING && !waiting.has(userId)) return;
      reported.set(userId, { claims, issuedAtMs: issuedAtMs ?? 0, untilMs: clock.now() + HOUR_MS });
      const issuedAt = issuedAtMs === undefined ? undefined : new Date(issuedAtMs);
      const language = acceptLanguage.slice(0, LANGUAGE_LENGTH);
      waiting.set(userId, { userId, email, roles, language, issuedAt });
    },
    forget(userId) {
      reported.delete(userId);
      waiting.delete(userId);
    },
    async report() {
      const work = [...waiting.values()];
      waiting.clear();
      await inGroups(work, report);
    },
    get waiting() {
      return waiting.size;
    },
  };
}

/** Without a notifications service. */
export const NOBODY_SEEN: SeenPeople = {
  saw: () => undefined,
  forget: () => undefined,
  report: async () => undefined,
  waiting: 0,
};
