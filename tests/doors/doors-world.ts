import { type StripeStandin, startStripe } from "@metercast/local-servers";
import { credit, give, type Person, person, poll, sign, startWorld, type World } from "@metercast/testkit";
import type { Actor, Known } from "./requests.ts";
import type { Json } from "./shapes.ts";

export interface DoorsWorld {
  world: World;
  document: Json;
  known: Known;
  admin: Person;
  stop(): Promise<void>;
}

/** Tests of endpoints and deliveries end some of them. */
const ENDPOINTS = 8;
const DESK = 8;
const ERASABLE = 2;
const SECRETS = { billing: "whsec_for_payments", withdrawals: "whsec_for_payouts" };
const CREATORS = 8;
const VIEWERS = 4;

/** Everything running, people of all roles, and some of everything that has an id. */
export async function startDoorsWorld(): Promise<DoorsWorld> {
  const stripe = await startStripe({ platformBalance: 1_000_000 });
  const world = await startDoors(stripe, { METER_MINUTE_SECONDS: "1" }).catch(async (error: unknown) => {
    await stripe.stop();
    throw error;
  });
  const stop = async () => {
    await world.stop();
    await stripe.stop();
  };
  try {
    const admin = await person(world, "admin-1", "admin");
    const document = (await admin.get("/openapi.json")).body;
    const creators = await people(world, "creator", CREATORS);
    const viewers = await people(world, "viewer", VIEWERS);
    const everything = await person(world, "everything", "viewer", "creator", "admin");
    const ids = await things(admin, [...creators, everything], [...viewers, everything]);
    const actors: Actor[] = [
      ...creators.map((one) => actor(one, "creator")),
      ...viewers.map((one) => actor(one, "viewer")),
      ...[admin, await person(world, "admin-2", "admin")].map((one) => actor(one, "admin")),
      actor(everything, "viewer", "creator", "admin"),
      { name: "nobody", token: undefined, roles: [] },
      { name: "somebody else's token", token: await forged(), roles: [] },
      { name: "junk", token: "junk", roles: [] },
    ];
    const users = [...creators, ...viewers, everything].map(({ id }) => id);
    return { world, document, known: { document, actors, ids, users }, admin, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** All services, with payments, and without limits of requests. */
export function startDoors(stripe: StripeStandin, env: Record<string, string> = {}): Promise<World> {
  const shared = { STRIPE_SECRET_KEY: stripe.apiKey, STRIPE_API_BASE_URL: stripe.url };
  return startWorld({
    env: {
      // On a busy machine "not right now" is not what is looked for here.
      GRPC_DEADLINE_MS: "30000",
      WALLET_WAIT_SECONDS: "10",
      ...env,
      billing: { ...shared, STRIPE_WEBHOOK_SECRETS: SECRETS.billing },
      withdrawals: { ...shared, STRIPE_WEBHOOK_SECRETS: SECRETS.withdrawals },
      notifications: {
        NOTIFICATIONS_ENCRYPTION_KEYS: `doors:${Buffer.alloc(32, 7).toString("base64")}`,
        EGRESS_ALLOW_PRIVATE: "1",
      },
      gateway: {
        DEMO: "1",
        // Of the document's examples.
        RETURN_URL_ORIGINS: "https://app.example",
        // Thousands of requests a minute from one address are the point here.
        RATE_LIMIT_ADDRESS_PER_MINUTE: "100000000",
        RATE_LIMIT_SUBJECT_PER_MINUTE: "100000000",
      },
    },
  });
}

const people = (world: World, role: "creator" | "viewer", count: number) =>
  Promise.all(Array.from({ length: count }, (_, i) => person(world, `${role}-${i + 1}`, role)));

const actor = ({ id, token }: Person, ...roles: string[]): Actor => ({ name: id, token, roles });

const forged = () => sign("a secret that is not the gateway's, and long enough", "admin-1", ["admin"]);

/** Collection → ids, of everybody. */
async function things(admin: Person, creators: Person[], viewers: Person[]): Promise<Known["ids"]> {
  const made = await Promise.all(creators.map((creator) => ofCreator(admin, creator)));
  const streams = made.flatMap((one) => one.streams);
  const live = made.map(({ streams: [first] }) => first as string);
  const sessions = await Promise.all(
    viewers.map(async (viewer) => {
      await give(admin, viewer, 1_000_000);
      // The first streams are left alone: one of them is the viewer's own where the viewer is everything.
      const joined = await Promise.all(
        live.slice(0, 2).map((id) => need(viewer.post(`/api/streams/${id}/sessions`))),
      );
      return joined.map(({ id }) => id as string);
    }),
  );
  const withdrawals = made.map((one) => one.withdrawal as string);
  return {
    streams,
    sessions: sessions.flat(),
    trace: [...withdrawals, ...sessions.flat()],
    // What is kept of them is erased: the others keep their notifications.
    people: creators.slice(0, ERASABLE).map(({ id }) => id),
    "top-ups": await Promise.all(viewers.map(bought)),
    withdrawals,
    "payout-methods": made.flatMap((one) => one.methods),
    acts: await pendingActs(admin, creators),
    cases: await casesOf(viewers, live[0] ?? ""),
    ...(await ofTheDesk(admin)),
    notifications: (await Promise.all(creators.map(inboxOf))).flat(),
    ...(await webhooks(admin)),
  };
}

/** The id of a purchase that waits at Stripe. */
async function bought(viewer: Person): Promise<string> {
  const buying = { body: { package_id: "tokens_100" }, key: `doors-${viewer.id}` };
  return (await need(viewer.post("/api/wallet/top-ups", buying))).id as string;
}

/** Ids of the creator's notifications, once there is one. */
async function inboxOf(creator: Person): Promise<string[]> {
  const { body } = await poll(
    () => creator.get("/api/notifications"),
    (answer) => answer.body.data?.length > 0,
  );
  return body.data.map(({ id }: { id: string }) => id);
}

/** Endpoints where nobody answers, each with a delivery. */
async function webhooks(admin: Person): Promise<Known["ids"]> {
  const made = [];
  for (let i = 0; i < ENDPOINTS; i++) {
    const endpoint = await need(
      admin.post("/api/admin/webhook-endpoints", { body: { url: `http://127.0.0.1:9/${i}` } }),
    );
    const delivery = await need(admin.post(`/api/admin/webhook-endpoints/${endpoint.id}/test`));
    made.push({ endpoint: endpoint.id as string, delivery: delivery.id as string });
  }
  return {
    "webhook-endpoints": made.map(({ endpoint }) => endpoint),
    deliveries: made.map(({ delivery }) => delivery),
  };
}

/** A case of each viewer, once a minute was charged. A session that a busy machine lost is begun again. */
const casesOf = (viewers: Person[], stream: string) =>
  Promise.all(
    viewers.map(async (viewer) => {
      const body = { reason: "picture_frozen", text: "It stood still." };
      const opening = async () => {
        const { id } = await need(viewer.post(`/api/streams/${stream}/sessions`));
        await viewer.post(`/api/sessions/${id}/heartbeat`);
        return viewer.post(`/api/sessions/${id}/cases`, { body });
      };
      const opened = await need(poll(opening, ({ status }) => status !== 409));
      return opened.id as string;
    }),
  );

/** What an admin keeps for deciding: enough of each that some are left when others are deleted. */
async function ofTheDesk(admin: Person): Promise<Known["ids"]> {
  const numbers = Array.from({ length: DESK }, (_, i) => i);
  const idsOf = (path: string, bodyOf: (i: number) => Json) =>
    Promise.all(numbers.map(async (i) => (await need(admin.post(path, { body: bodyOf(i) }))).id as string));
  return {
    "reject-reasons": await idsOf("/api/admin/reject-reasons", (i) => ({ title: `Why ${i}`, text: "So." })),
    "saved-views": await idsOf("/api/admin/saved-views", (i) => ({
      page: "queue",
      name: `View ${i}`,
      query: "sort=risk",
    })),
  };
}

/** Credits above the limit that wait for another admin than the one who asked. */
async function pendingActs(admin: Person, creators: Person[]): Promise<string[]> {
  const bookkeeper = await admin.beside("the-bookkeeper", "admin");
  const acts = creators.map(({ id }) => {
    const body = { user_id: id, asset: "USD", direction: "credit", amount: "20000.00", reason: "for a test" };
    return need(bookkeeper.post("/api/admin/adjustments", { body, key: `act-${id}` }));
  });
  return (await Promise.all(acts)).map(({ id }) => id);
}

async function ofCreator(admin: Person, creator: Person) {
  await credit(admin, { user_id: creator.id, asset: "USD", amount: "9000.00" });
  const [live, ended] = await Promise.all(
    ["live", "ended"].map((title) => need(creator.post("/api/streams", { body: { title } }))),
  );
  await need(creator.post(`/api/streams/${ended.id}/end`));
  const methods = [];
  for (const kind of ["manual", "manual", "stripe"]) {
    const details = kind === "manual" ? { details: "IBAN XX00 0000" } : {};
    methods.push(
      await need(
        creator.post("/api/payout-methods", { body: { kind, ...details, is_default: kind === "manual" } }),
      ),
    );
  }
  const asked = { body: { amount: "100.00" }, key: `ask-${creator.id}` };
  const withdrawal = await need(creator.post("/api/withdrawals", asked));
  return { streams: [live.id, ended.id], methods: methods.map(({ id }) => id), withdrawal: withdrawal.id };
}

async function need(asked: Promise<{ status: number; body: Json }>): Promise<Json> {
  const { status, body } = await asked;
  if (status >= 300) throw new Error(`the world could not be set up: ${status} ${JSON.stringify(body)}`);
  return body;
}
