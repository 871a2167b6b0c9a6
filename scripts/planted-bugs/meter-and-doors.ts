import type { PlantedBug } from "./bug.ts";

const BILLING = "services/billing/src";

/** Mistakes of the meter, the live feed, the API and calls. */
export const METER_AND_DOOR_BUGS: readonly PlantedBug[] = [
  {
    name: "a replica that lost its lease goes on writing",
    file: `${BILLING}/adapters/postgres/shard-leases.queries.ts`,
    find: "AND owner = $2::uuid ORDER BY shard FOR KEY SHARE",
    replace: "AND $2::uuid IS NOT NULL ORDER BY shard FOR KEY SHARE",
    tests: ["billing/test/shard-leases"],
  },
  {
    name: "what is open does not count: ten open with tokens for one",
    file: `${BILLING}/adapters/postgres/sessions.queries.ts`,
    find: "(state = 'active' OR (state = 'joining' AND sequence <= $2::float8::int8))",
    replace: "sequence = $2::float8::int8",
    tests: ["billing/test/sessions"],
  },
  {
    name: "the unfinished minute is forgotten: leaving at 59 s is free viewing",
    file: `${BILLING}/usecases/join-stream.ts`,
    find: "const session = await tx.activate(begun.id, accounts, carry.ms, limited.hasLimits);",
    replace: "const session = await tx.activate(begun.id, accounts, 0 * carry.ms, limited.hasLimits);",
    tests: ["billing/test/sessions", "tests/e2e/minute-is-paid"],
  },
  {
    name: "the order of events is trusted: an older balance is shown after a newer one",
    file: "services/gateway/src/domain/live-state.ts",
    find: "if (shown !== undefined && version <= shown) return false;",
    replace: "if (shown !== undefined && version < 0n) return false;",
    tests: ["services/gateway/src/domain", "services/gateway/test/live"],
  },
  {
    name: "ownership check missing: anybody reads anybody's entries",
    file: "services/gateway/src/usecases/owner.ts",
    find: 'if (roles.includes("admin")) return requested;',
    replace: "if (roles.length > 0) return requested;",
    tests: ["services/gateway/test/api"],
  },
  {
    name: "an event counts from any sender",
    file: "packages/contracts/src/origin.ts",
    find: "return headers.type === subject && headers.source === owner;",
    replace: "return headers.type === subject;",
    tests: ["packages/outbox/test/foreign"],
  },
  {
    name: "gRPC connections never end: a replica that comes later gets no calls",
    file: "packages/runtime/src/grpc-server.ts",
    find: "options.maxConnectionAgeSeconds !== undefined && {",
    replace: "false && {",
    tests: ["packages/runtime/src/grpc-connections"],
  },
  {
    name: "an answer says more than its document",
    file: "services/gateway/src/adapters/http/presenters/sessions.ts",
    find: "viewer_id: session.viewerId,",
    replace: 'viewer_id: session.viewerId, viewer_account: "7",',
    tests: ["tests/doors/black-box"],
  },
  {
    name: "live feeds of all gateways share the names of their consumers: they take them from each other",
    file: "services/gateway/src/adapters/nats/live-feed.ts",
    find: "randomUUID()}`",
    replace: "randomUUID().slice(0, 0)}`",
    tests: ["services/gateway/test/live-feed"],
  },
  {
    name: "a posting that was rolled back for a deadlock is not repeated",
    file: "packages/postgres/src/retry.ts",
    find: "const CONFLICT = /^(40001|40P01|23505)$/;",
    replace: "const CONFLICT = /^(40001|23505)$/;",
    tests: ["tests/faults/unknown"],
  },
  {
    name: "a request that can't be read is called our own fault",
    file: "packages/runtime/src/grpc-server.ts",
    find: "return new Unreadable();",
    replace: 'throw new Error("unreadable");',
    tests: ["tests/doors/junk"],
  },
  {
    name: "a write that its callee refused to begin has failed",
    file: "packages/runtime/src/grpc-client.ts",
    find: "const MAX_REFUSED = 10;",
    replace: "const MAX_REFUSED = 0;",
    tests: ["packages/runtime/src/grpc-connections"],
  },
];
