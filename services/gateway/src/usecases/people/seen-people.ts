import type { Clock, Logger } from "@metercast/runtime";
import { BoundedMap } from "../../domain/bounded-map.ts";
import type { Principal } from "../../domain/principal.ts";
import type { People, SeenPerson } from "../../ports/people.ts";
import type { PersonDirectory } from "../../ports/person-directory.ts";
import { inGroups } from "../live/in-groups.ts";

export interface SeenPeoplePorts {
  directory: Pick<PersonDirectory, "learn">;
  /** Undefined: there is no notifications service. */
  people: Pick<People, "see"> | undefined;
  clock: Clock;
  log: Logger;
}

interface Report {
  /** Without the language, which pages and scripts of a person may name in turn. */
  claims: string;
  issuedAtMs: number;
  untilMs: number;
}

interface Waiting extends SeenPerson {
  name: string;
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

/** People who were reported within the hour: 300 bytes each. Forgotten ones are reported once more. */
const REMEMBERED = 20_000;
/** People of one burst who wait for the job. Others are reported with their next request. */
const MOST_WAITING = 2_000;
const DEADLINE_MS = 2_000;
const HOUR_MS = 3_600_000;
/** Headers of browsers are shorter; notifications take no longer one. */
const LANGUAGE_LENGTH = 200;

/**
 * The one way by which the platform learns people: their names go to the directory, their addresses to
 * notifications. Once an hour, and at once where a newer token says something else than the last one. Off the
 * request's path: what is away slows no request, and what is lost comes with the person's next one.
 */
export function seenPeople({ directory, people, clock, log }: SeenPeoplePorts): SeenPeople {
  /** What was reported last of a person, or waits. */
  const reported = new BoundedMap<string, Report>(REMEMBERED);
  const waiting = new Map<string, Waiting>();

  function lost(work: readonly Pick<Waiting, "userId">[], err: unknown): void {
    for (const { userId } of work) reported.delete(userId);
    log.debug({ err, people: work.length }, "people: not reported");
  }

  return {
    saw({ userId, name, email, roles, issuedAtMs }, acceptLanguage = "") {
      const claims = JSON.stringify([name, email, roles]);
      const last = reported.get(userId);
      if (last && last.untilMs > clock.now()) {
        // Of two tokens that are used in turn, the older one says nothing new.
        if (claims === last.claims || (issuedAtMs ?? 0) < last.issuedAtMs) return;
      }
      if (waiting.size >= MOST_WAITING && !waiting.has(userId)) return;
      reported.set(userId, { claims, issuedAtMs: issuedAtMs ?? 0, untilMs: clock.now() + HOUR_MS });
      const issuedAt = issuedAtMs === undefined ? undefined : new Date(issuedAtMs);
      const language = acceptLanguage.slice(0, LANGUAGE_LENGTH);
      // What this token does not say, another one of the person may have said since the last run.
      const before = waiting.get(userId);
      const said = { name: name || (before?.name ?? ""), email: email || (before?.email ?? "") };
      waiting.set(userId, { userId, ...said, roles, language, issuedAt });
    },
    forget(userId) {
      reported.delete(userId);
      waiting.delete(userId);
    },
    async report() {
      const work = [...waiting.values()];
      waiting.clear();
      if (work.length === 0) return;
      await directory.learn(work).catch((err: unknown) => lost(work, err));
      if (people === undefined) return;
      await inGroups(work, ({ name: _, ...person }) =>
        people.see(person, { deadlineMs: DEADLINE_MS }).catch((err: unknown) => lost([person], err)),
      );
    },
    get waiting() {
      return waiting.size;
    },
  };
}
