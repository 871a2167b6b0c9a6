import { Badge } from "../../components/Badge.tsx";
import { adminWebhooks } from "../../texts/admin-webhooks.ts";
import type { Endpoint } from "./types.ts";

const texts = adminWebhooks.status;

/** Whether messages reach an endpoint. */
export function EndpointState({ of: { status, failing_since: failing } }: { of: Endpoint }) {
  if (status === "disabled") return <Badge tone="back">{texts.disabled}</Badge>;
  return failing === null ? (
    <Badge tone="paid">{texts.enabled}</Badge>
  ) : (
    <Badge tone="held">{texts.failing}</Badge>
  );
}
