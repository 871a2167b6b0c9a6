import type { EventType } from "../../packages/contracts/src/index.ts";

/** `wallet.transfer.posted.v1` is the message wallet.v1.TransferPosted. */
export function messageName(type: EventType): string {
  const parts = type.split(".").filter((part) => part !== "*");
  const version = parts.pop();
  const capital = (word = "") => word.charAt(0).toUpperCase() + word.slice(1);
  return `${parts[0]}.${version}.${parts
    .slice(1)
    .flatMap((part) => part.split("_"))
    .map(capital)
    .join("")}`;
}
