import type { PlantedBug } from "./bug.ts";

const NOTIFICATIONS = "services/notifications/src";

/** Mistakes with notifications, mails, pushes and webhooks. */
export const NOTIFICATION_BUGS: readonly PlantedBug[] = [
  {
    name: "notifications: news of money goes to an address that nobody has confirmed",
    file: `${NOTIFICATIONS}/domain/plan.ts`,
    find: 'return email === "confirmed" || (kindClass === "security" && email === "unconfirmed");',
    replace: 'void kindClass; return email === "confirmed" || email === "unconfirmed";',
    tests: ["services/notifications/src/domain/plan"],
  },
  {
    name: "inbox: an id is enough to read somebody else's notification",
    file: `${NOTIFICATIONS}/adapters/postgres/inbox.sql`,
    find: "FROM notification WHERE id = :id::uuid AND user_id = :userId AND in_inbox FOR UPDATE;",
    replace:
      "FROM notification WHERE id = :id::uuid AND (user_id = :userId OR true) AND in_inbox FOR UPDATE;",
    tests: ["services/notifications/test/inbox"],
  },
  {
    name: "egress: whatever is in no special range of IPv6 is public",
    file: `${NOTIFICATIONS}/adapters/egress/address.ts`,
    find: 'return address.kind() === "ipv4" || address.match(GLOBAL_IPV6);',
    replace: "void GLOBAL_IPV6; return true;",
    tests: ["services/notifications/src/adapters/egress"],
  },
];
