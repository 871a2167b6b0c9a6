import type { AnyEvent } from "./events.ts";

/** Converts a message of a newer version to an older one. */
type Downgrade = { type: string; from: (message: never) => unknown };

/**
 * Newer event type → the older one that is published beside it while it has readers: see "Versions" in
 * docs/EVENTS.md. The older one may itself be the newer one of a third.
 */
export const OLDER_VERSIONS: Record<string, Downgrade> = {};

/** The events, each followed by its older versions. */
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
