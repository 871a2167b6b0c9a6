import type { Fault, World } from "./state.ts";
import { typeMatches } from "./webhooks.ts";

/** The first fault that is meant for this call; it is used up after its number of times. */
export function takeFault(world: World, method: string, path: string): Fault | undefined {
  for (const fault of world.faults) {
    if (fault.method !== undefined && fault.method !== method) continue;
    if (fault.path !== undefined && !typeMatches(fault.path, path)) continue;
    fault.seen = (fault.seen ?? 0) + 1;
    if (fault.seen < (fault.nth ?? 1)) continue;
    fault.times--;
    if (fault.times === 0) world.faults = world.faults.filter((other) => other !== fault);
    return fault;
  }
  return undefined;
}
