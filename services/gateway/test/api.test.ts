// One world for all of them: starting it takes longer than most of what they do. To run one alone: -t and the name of a rule.
// First, because it looks for errors in the gateway's log.
import "./bad-input.ts";
import "./who-may-call.ts";
import "./openapi.ts";
import "./tokens.ts";
import "./idempotency.ts";
import "./limits.ts";
import "./origins.ts";
import "./history.ts";
import "./earnings.ts";
