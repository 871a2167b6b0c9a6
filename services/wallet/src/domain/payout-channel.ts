import { railNamed } from "@metercast/rails";
import type { PayoutChannel } from "./templates.ts";

/**
 * The accounts of the rail that an event names. Undefined for a rail that the books don't know: nothing may
 * be booked to another one.
 */
export const payoutChannel = (name: string): PayoutChannel | undefined => railNamed(name);
