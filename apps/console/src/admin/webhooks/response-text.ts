import { adminWebhooks } from "../../texts/admin-webhooks.ts";
import type { Attempt } from "./types.ts";

const texts = adminWebhooks.log;

/** What came back: "204", "500, an error", "no response in time". */
export function responseText({ response_status: code, error }: Pick<Attempt, "response_status" | "error">) {
  const words = error ? (texts.errors[error] ?? error) : code === null ? texts.noResponse : texts.accepted;
  return code === null ? words : `${code}, ${words}`;
}
