// The import law (docs/OVERVIEW.md, "who may import whom"): rules at the centre, the world at the edge. Checked by `npm run check`.
// Paths are matched after resolving, so `@metercast/money` is packages/money/src/index.ts.

const TESTS =
  "\\.test\\.ts$|^(services|packages)/[^/]+/test/|^apps/(stripe|paypal)-standin/src/testing\\.ts$";

module.exports = {
  forbidden: [
    {
      name: "domain-is-pure",
      comment:
        "services/*/src/domain imports its own folder, packages/{money,calendar} and the rails' descriptions: no library, no clock, no I/O. One exception: the catalogue of notifications says which events it follows, and shares the rule of languages with the gateway.",
      severity: "error",
      from: {
        path: "^services/([^/]+)/src/domain/",
        pathNot: [TESTS, "^services/notifications/src/domain/(event|kind|language)\\.ts$"].flat(),
      },
      to: {
        pathNot: [
          "^services/$1/src/domain/",
          "^packages/(money|calendar)/",
          "^packages/rails/src/index\\.ts$",
        ],
      },
    },
    {
      name: "catalogue-knows-events",
      comment:
        "Three files of notifications' domain name the types of events or the rule of languages. They import nothing else.",
      severity: "error",
      from: { path: "^services/notifications/src/domain/(event|kind|language)\\.ts$" },
      to: { pathNot: ["^services/notifications/src/domain/", "^packages/contracts/src/index\\.ts$"] },
    },
    {
      name: "luxon-is-for-local-days",
      comment: "packages/calendar turns days of a zone into instants.",
      severity: "error",
      from: { path: "^(services|packages)/", pathNot: [TESTS, "^packages/calendar/"].flat() },
      to: { path: "^node_modules/(@types/)?luxon/" },
    },
    {
      name: "usecases-talk-to-ports",
      comment:
        "services/*/src/usecases imports domain, use cases, ports and packages/{money,calendar,contracts,rails,runtime,postgres/integrity}.",
      severity: "error",
      from: { path: "^services/([^/]+)/src/usecases/", pathNot: TESTS },
      to: {
        pathNot: [
          "^services/$1/src/(domain|usecases)/",
          "^services/$1/src/ports(\\.ts$|/)",
          "^packages/(money|calendar|contracts|runtime)/",
          "^packages/postgres/src/integrity\\.ts$",
          "^packages/rails/src/index\\.ts$",
        ],
      },
    },
    {
      name: "ports-know-no-adapter",
      comment: "A port says what the use cases need in terms of the domain.",
      severity: "error",
      from: { path: "^services/([^/]+)/src/ports(\\.ts$|/)" },
      to: {
        pathNot: [
          "^services/$1/src/(domain|usecases)/",
          "^services/$1/src/ports(\\.ts$|/)",
          "^packages/(money|calendar|contracts|runtime)/",
          "^packages/postgres/src/integrity\\.ts$",
          "^packages/rails/src/index\\.ts$",
        ],
      },
    },
    {
      name: "adapters-dont-know-each-other",
      comment:
        "adapters/<one> never imports adapters/<another>: what they share belongs into usecases, ports or a package.",
      severity: "error",
      from: { path: "^services/([^/]+)/src/adapters/([^/]+)/", pathNot: TESTS },
      to: { path: "^services/$1/src/adapters/", pathNot: "^services/$1/src/adapters/$2/" },
    },
    {
      name: "only-wire-sees-adapters",
      comment: "wire.ts (and wire/, its parts) is the one place that knows every adapter; main.ts runs it.",
      severity: "error",
      from: {
        path: "^services/([^/]+)/src/",
        pathNot: [
          TESTS,
          "^services/[^/]+/src/(wire|main)\\.ts$",
          "^services/[^/]+/src/wire/",
          "^services/[^/]+/src/adapters/",
        ],
      },
      to: { path: "^services/[^/]+/src/adapters/" },
    },
    {
      name: "services-dont-know-each-other",
      comment: "Services talk by gRPC and events; in code they share packages only.",
      severity: "error",
      from: { path: "^services/([^/]+)/" },
      to: { path: "^services/", pathNot: "^services/$1/" },
    },
    {
      name: "stripe-is-for-those-who-move-money",
      comment:
        "Only billing (money in), withdrawals (money out) and the rails that pay by Stripe talk to Stripe.",
      severity: "error",
      from: {
        path: "^(packages|services|apps)/",
        pathNot: [
          TESTS,
          "^packages/stripe/",
          "^packages/rails/src/(stripe|stablecoin)/",
          "^services/(billing|withdrawals)/",
        ],
      },
      to: { path: "^packages/stripe/" },
    },
    {
      name: "rails-are-opened-by-withdrawals",
      comment:
        "Descriptions and types of the rails are for everybody; what talks to a provider is for the wire, the adapters and the configuration of withdrawals.",
      severity: "error",
      from: {
        path: "^(packages|services|apps)/",
        pathNot: [
          TESTS,
          "^packages/rails/",
          "^services/withdrawals/src/(wire|config)\\.ts$",
          "^services/withdrawals/src/(wire|adapters)/",
        ],
      },
      to: { path: "^packages/rails/", pathNot: "^packages/rails/src/index\\.ts$" },
    },
    {
      name: "rails-descriptions-are-pure",
      comment: "A description is data that a browser may hold: no library, no configuration, no provider.",
      severity: "error",
      from: { path: "^packages/rails/src/((index|description|interface|list)|[^/]+/description)\\.ts$" },
      to: { pathNot: "^packages/rails/src/((index|description|interface|list)|[^/]+/description)\\.ts$" },
    },
    {
      name: "rails-dont-know-each-other",
      comment: "A rail is one folder: it goes with its folder and two lines of the lists.",
      severity: "error",
      from: { path: "^packages/rails/src/([^/]+)/" },
      to: { path: "^packages/rails/src/[^/]+/", pathNot: "^packages/rails/src/$1/" },
    },
    {
      name: "packages-dont-know-services",
      severity: "error",
      from: { path: "^packages/" },
      to: { path: "^services/" },
    },
    {
      name: "lower-packages-know-no-upper-ones",
      comment:
        "money, calendar and contracts stand alone, runtime knows no database, postgres knows no broker.",
      severity: "error",
      from: { path: "^packages/(money|calendar|contracts|runtime|postgres)/", pathNot: TESTS },
      to: { path: "^packages/(postgres|outbox|client)/", pathNot: "^packages/$1/" },
    },
    {
      name: "console-knows-the-api-only",
      comment: "The console runs in a browser: it shares money and the API's client with the rest.",
      severity: "error",
      from: { path: "^apps/console/", pathNot: TESTS },
      to: { path: "^(packages|services|scripts|tests)/", pathNot: "^packages/(money|client)/" },
    },
    {
      name: "nobody-imports-the-console",
      severity: "error",
      from: { pathNot: "^apps/console/" },
      to: { path: "^apps/console/" },
    },
    {
      name: "standin-stands-alone",
      comment: "A stand-in shares no code with what talks to it.",
      severity: "error",
      from: { path: "^apps/(stripe|paypal)-standin/", pathNot: TESTS },
      to: { path: "^(packages|services|scripts|tests)/" },
    },
    {
      name: "testkit-is-for-tests",
      severity: "error",
      from: { path: "^(packages|services|apps)/", pathNot: [TESTS, "^packages/testkit/"] },
      to: { path: "^packages/testkit/" },
    },
    {
      name: "services-start-no-servers",
      comment: "What makes roles and starts servers is for scripts and tests, not for production code.",
      severity: "error",
      from: {
        path: "^(packages|services)/",
        pathNot: [TESTS, "^packages/(testkit|provision|local-servers)/"],
      },
      to: { path: "^(packages/(provision|local-servers)|apps)/" },
    },
    {
      name: "no-circles",
      severity: "error",
      from: { pathNot: "/generated/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "everything-resolves",
      comment: "An import that resolves to nothing would slip through every rule above.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // TypeScript 7 has no JS API for tools; swc reads the syntax, types included.
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: ["node_modules", "/generated/"] },
    // The built console: its files load each other at run time as they like.
    exclude: { path: "^apps/console/dist/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
      extensions: [".ts", ".tsx", ".js", ".mjs", ".cjs", ".json"],
    },
  },
};
