import type { Fault } from "./control-types.ts";
import type { World } from "./state.ts";

interface Target {
  method: string;
  path: string;
  owner: string;
}

function matches(fault: Fault, { method, path, owner }: Target): boolean {
  const wanted = fault.match;
  if (wanted.method !== undefined && wanted.method !== method) return false;
  if (wanted.account !== undefined && wanted.account !== owner) return false;
  if (wanted.path === undefined) return true;
  return wanted.path.endsWith("*") ? path.startsWith(wanted.path.slice(0, -1)) : path === wanted.path;
}

/**
 * The first fault that is meant for this call; it is used up after its number of times. A call has one
 * fault at most.
 */
export function takeFault(world: World, target: Target): Fault | undefined {
  for (const fault of world.faults) {
    if (!matches(fault, target)) continue;
    fault.seen = (fault.seen ?? 0) + 1;
    if (fault.seen < (fault.match.nth ?? 1)) continue;
    fault.times--;
    if (fault.times === 0) world.faults = world.faults.filter((other) => other !== fault);
    return fault;
  }
  return undefined;
}
