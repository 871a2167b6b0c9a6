// The API judged by its document alone: thousands of requests that are made from its schemas, right and
// wrong, as everybody. METERCAST_SEED chooses another run, METERCAST_REQUESTS a longer one.
import { SERVICE_NAMES } from "@metercast/provision";
import { poll } from "@metercast/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DoorsWorld, startDoorsWorld } from "./doors-world.ts";
import { asCurl, problemsOf, type Reply } from "./judge.ts";
import { type Operation, operationsOf, type Plan, requestsTo, requestsToNowhere } from "./requests.ts";
import { shapesOf } from "./shapes.ts";

const SEED = Number(process.env.METERCAST_SEED ?? 20_261_123);
const REQUESTS = Number(process.env.METERCAST_REQUESTS ?? 5_200);
/** In flight: enough that requests meet each other, few enough that two cores answer each within its time. */
const AT_ONCE = 24;
const ANSWER_WITHIN_MS = 90_000;
/** Some hundred requests make every operation right many times over. */
const MORE_ROUNDS = 10;
const MORE_REQUESTS = 200;
/** Of so many different problems the first ones tell enough. */
const SHOWN = 15;

let doors: DoorsWorld;

beforeAll(async () => {
  doors = await startDoorsWorld();
});
afterAll(() => doors?.stop());

it("answers whatever is asked as its document says, and never with a 5xx", { timeout: 600_000 }, async () => {
  const plans = plansFrom(SEED);
  console.log(`black box: ${plans.length} requests, METERCAST_SEED=${SEED}`);
  const shapes = shapesOf(doors.document);
  const found = new Map<string, string>();
  const right = new Set<string>();
  const judge = async (plan: Plan) => {
    const reply = await send(plan);
    // 409: asked rightly too, of something that others had changed meanwhile.
    if (reply.status < 300 || reply.status === 409) right.add(plan.operation.spec.operationId);
    for (const problem of problemsOf(plan, reply, doors.document, shapes)) {
      const { method, template } = plan.operation;
      const text = `${asCurl(plan)}\n    → ${reply.status} ${reply.text.slice(0, 300)}`;
      found.set(`${method} ${template || "(nowhere)"}: ${problem}`, text);
    }
  };
  await inParallel(plans, judge);
  const neverRight = () =>
    operationsOf(doors.document).filter((one) => canBeRight(one) && !right.has(one.spec.operationId));
  // Whether a request is right depends on what others did before it: what never was is asked for again.
  for (let round = 1; round <= MORE_ROUNDS && neverRight().length > 0; round++) {
    const more = fc.oneof(...neverRight().map((operation) => requestsTo(operation, doors.known)));
    await inParallel(fc.sample(more, { seed: SEED + round, numRuns: MORE_REQUESTS }), judge);
  }
  const problems = [...found].map(([problem, example]) => `${problem}\n    ${example}`);
  expect(problems.slice(0, SHOWN), `${problems.length} problems, METERCAST_SEED=${SEED}`).toEqual([]);
  // Had nothing been asked rightly, nothing would have been tried.
  expect(neverRight().map(({ spec }) => spec.operationId)).toEqual([]);
});

it("the books still balance, and no service has met an error", async () => {
  const { body } = await poll(
    () => doors.admin.get("/api/admin/integrity?run=now"),
    (answer) => answer.body.ok === true,
  );
  expect(body.checks.filter(({ ok }: { ok: boolean }) => !ok)).toEqual([]);
  for (const name of SERVICE_NAMES) {
    const errors = doors.world
      .service(name)
      .lines()
      .filter((line) => /"level":(50|60|"error"|"fatal")/.test(line));
    expect([name, errors]).toEqual([name, []]);
  }
});

/** What others sign, tokens that only a mail has, and what only a browser makes are in no document. */
const canBeRight = ({ template }: Operation) =>
  template !== "/api/push/subscriptions/{id}" &&
  !template.startsWith("/webhooks/") &&
  !template.includes("{token}") &&
  template !== "/api/email-confirmations";

/** The same seed makes the same requests. */
function plansFrom(seed: number): Plan[] {
  const { document, known } = doors;
  const somewhere = operationsOf(document).map((operation) => requestsTo(operation, known));
  const any = fc.oneof(
    {
      weight: 30,
      arbitrary: fc.nat(somewhere.length - 1).chain((i) => somewhere[i] ?? requestsToNowhere(known)),
    },
    { weight: 1, arbitrary: requestsToNowhere(known) },
  );
  return fc.sample(any, { seed, numRuns: REQUESTS });
}

async function inParallel(plans: readonly Plan[], work: (plan: Plan) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let plan = plans[next++]; plan; plan = plans[next++]) await work(plan);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function send({ operation, path, headers, body }: Plan): Promise<Reply> {
  try {
    const response = await fetch(doors.world.gatewayUrl + path, {
      method: operation.method,
      headers,
      ...(body !== undefined && { body }),
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const endless = response.headers.get("Content-Type")?.startsWith("text/event-stream") ?? false;
    const text = endless ? await firstPart(response) : await response.text();
    return { status: response.status, headers: response.headers, text };
  } catch (error) {
    // What was refused before it was read may be refused by closing the line: an answer for us, but none
    // with headers.
    throw new Error(`no answer to ${operation.method} ${path}`, { cause: error });
  }
}

/** An event stream never ends. */
async function firstPart(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  await reader?.cancel();
  return new TextDecoder().decode(value);
}
