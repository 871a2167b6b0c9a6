import type { AnyEvent } from "./events.ts";

/** Makes the message of an older version out of a newer one's. */
type Downgrade = { type: string; from: (message: never) => unknown };

/**
 * Newer event type → the older one that is told beside it while somebody still reads that: see "Versions" in docs/EVENTS.md. The older one may itself be a
 * newer one of a third.
 */
export const OLDER_VERSIONS: Record<string, Downgrade> = {};

/** The events and, after each, its older versions: the same fact once for each kind of reader. */
export function withOlderVersions(
  events: readonly AnyEvent[],
  older: Readonly<Record<string, Downgrade>> = OLDER_VERSIONS,
): AnyEvent[] {
  return events.flatMap((event) => {
    const downgrade = Object.hasOwn(older, event.type) ? older[event.type] : undefined;
    if (downgrade === undefined) return [event];
    const before = { type: downgrade.type, message: downgrade.from(event.message as never) } as AnyEvent;
    return [event, ...withOlderVersions([before], older)];
  });
}
