import type { Kind } from "../kind.ts";
import { withdrawalRequested } from "./withdrawal-requested.ts";

/** The catalogue: every kind of notification, in the order of the documents. */
export const KINDS: readonly Kind[] = [withdrawalRequested];

const BY_NAME: ReadonlyMap<string, Kind> = new Map(KINDS.map((kind) => [kind.name, kind]));

export const kindNamed = (name: string): Kind | undefined => BY_NAME.get(name);
