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

export interface SeenPeople {
  /** A request with a verified token. Returns at once. */
  saw(principal: Principal, acceptLanguage: string | undefined): void;
  /** One run of the job: reports who is waiting. */
  report(): Promise<void>;
  readonly waiting: number;
}

/** Claims that were reported today: 300 bytes each. Those that are forgotten are reported once more. */
const REMEMBERED = 20_000;
/** People of one burst who wait for the job. Others are reported with their next request. */
const MOST_WAITING = 2_000;
const DEADLINE_MS = 2_000;
const DAY_MS = 86_400_000;
/** Headers of browsers are shorter; notifications take no longer one. */
const LANGUAGE_LENGTH = 200;

/**
 * Reports people to notifications, which learns names and addresses from nothing else. Each (person, claims)
 * is reported at most once a day by this process, off the request's path. Notifications that are away slow
 * no request: what is lost comes with the person's next one.
 */
export function seenPeople({ people, clock, log }: SeenPeoplePorts): SeenPeople {
  /** What was reported or waits → the day. */
  const reported = new BoundedMap<string, number>(REMEMBERED);
  const waiting = new Map<string, SeenPerson>();

  async function report(key: string, person: SeenPerson): Promise<void> {
    await people.see(person, { deadlineMs: DEADLINE_MS }).catch((err: unknown) => {
      reported.delete(key);
      log.debug({ err }, "people: a person could not be reported");
    });
  }

  return {
    saw({ userId, name, email, roles }, acceptLanguage = "") {
      const person = { userId, name, email, roles, language: acceptLanguage.slice(0, LANGUAGE_LENGTH) };
      const day = Math.floor(clock.now() / DAY_MS);
      const key = keyOf(person);
      if (reported.get(key) === day || waiting.size >= MOST_WAITING) return;
      reported.set(key, day);
      waiting.set(key, person);
    },
    async report() {
      const work = [...waiting];
      waiting.clear();
      await inGroups(work, ([key, person]) => report(key, person));
    },
    get waiting() {
      return waiting.size;
    },
  };
}

const keyOf = (person: SeenPerson): string => JSON.stringify(person);

/** Without a notifications service. */
export const NOBODY_SEEN: SeenPeople = { saw: () => undefined, report: async () => undefined, waiting: 0 };
