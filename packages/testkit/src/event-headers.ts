import { ownerOf } from "@metercast/contracts";
import { headers, type MsgHdrs } from "@nats-io/transport-node";

/**
 * The headers without which no reader takes an event on this subject for its owner's: for tests that play
 * the owner.
 */
export function eventHeaders(subject: string, more: Readonly<Record<string, string>> = {}): MsgHdrs {
  const header = headers();
  header.set("ce-type", subject);
  header.set("ce-source", ownerOf(subject) ?? "a-client");
  for (const [name, value] of Object.entries(more)) header.set(name, value);
  return header;
}
