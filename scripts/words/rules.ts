/**
 * A word or phrase that the project no longer uses. docs/GLOSSARY.md has the meanings; tests keep the two
 * in step.
 */
export interface Rule {
  find: RegExp;
  use: string;
  /** Ambiguous as code (a field, an identifier): checked in comments and documents only. */
  proseOnly?: boolean;
}

export const RETIRED_WORDS: Rule[] = [
  { find: /movements?/i, use: "transfer; balance transaction for an entry of Stripe's" },
  { find: /race[ _-]?points?/i, use: "failpoint" },
  { find: /closed[ _]?runs?\b/i, use: "checkpoint" },
  { find: /too_old|tooOld/i, use: "period closed" },
  { find: /PostTransfer(Request|Response)?\b|\bpost_transfer\b/, use: "PostAdjustment" },
  { find: /\bkick(s|ed|ing)?\b/i, use: "wake" },
  {
    find: /\bsightings?\b|Sightings?\b/,
    use: "heartbeat, or presence report where the media server counts too",
  },
  { find: /witness(es)?/i, use: "presence policy" },
  { find: /\bstandings?\b|Standings?\b/, use: "markHeld(), funds, balance: what it is" },
  { find: /(due|bad|minute)[ _]?lines?\b|\b(Due|Minute)Line/, use: "minute" },
  { find: /\battention\b/i, use: "needs review, needs_review reason", proseOnly: true },
  { find: /\binsufficient_(tokens|money)\b/, use: "insufficient_funds" },
];

export const PHRASES: Rule[] = [
  { find: /\banew\b/i, use: "again" },
  { find: /\ball the same\b/i, use: "anyway, still" },
  { find: /\bwhoever\b/i, use: "a name: the viewer, the admin, the caller" },
  { find: /\bfor ever\b/i, use: "permanently; never, where it is negated" },
  { find: /\bby (itself|themselves)\b/i, use: "automatically; on its own; alone" },
  { find: /\b(is|are|was|were) told\b/i, use: "receives, gets a response" },
  { find: /\b(was|were|is|are) heard\b/i, use: "received" },
  { find: /\bas often as it takes\b/i, use: "until it succeeds" },
  {
    find: /\bwho (has|is|was) [a-z]+ (is|are|was|were)\b/i,
    use: "a name: the viewer, the admin, the caller",
  },
];

/** The longest comment or paragraph line, indentation included. */
export const COLUMNS = 110;

/**
 * Names that others rely on: they keep their words (docs/GLOSSARY.md, "On the wire"). Removed before a line
 * is checked.
 */
export const PUBLIC_NAMES: { find: RegExp; because: string }[] = [
  { find: /\btoo_old\b|\b(v\d|\w+)_TOO_OLD\b|\bTOO_OLD\b/g, because: "code of a 410, decision in wallet.v1" },
  {
    find: /\bwitnesses\b(?=[`"'?:.,;)\]}]|$| [=&|])|\.witnesses\b|\bWITNESSES_\w+/g,
    because: "HTTP and proto field",
  },
  { find: /metercast_\w+/g, because: "metric names: dashboards and alerts of others" },
  {
    find: /\bSightingsDropped\b|\bWithdrawalNeedsAttention\b/g,
    because: "alert names: silences and routes of others",
  },
  { find: /[`"'.]attention\b|\battention[`"'?:]|\| attention \|/g, because: "HTTP and proto field" },
];

/** Folders whose owner has applied the glossary. All of them, in the end. */
export const CLEAN = [
  "CONTRIBUTING.md",
  "README.md",
  "apps",
  "deploy",
  ":(glob)docs/*.md",
  "docs/adr",
  "docs/conversations",
  "docs/runbooks",
  "packages",
  "services/billing",
  "services/notifications",
  "services/withdrawals",
  ":!packages/contracts",
  "proto",
  "scripts",
  ":!scripts/planted-bugs",
  "tests",
  ":!tests/faults/unknown.test.ts",
  ":!docs/CONFIGURATION.md",
  ":!docs/runbooks/retention.md",
];

/** Made by a tool: words are checked, columns are not. */
export const GENERATED = ["docs/CONFIGURATION.md", "docs/conversations/", "docs/schema/"];

/** Not checked: made by a tool, or the place where the words themselves stand. */
export const NOT_CHECKED = [
  "CHANGELOG.md",
  "docs/GLOSSARY.md",
  "scripts/words/",
  "docs/asyncapi.json",
  "package-lock.json",
  "deploy/observability/grafana/",
];
