import { pace, person } from "@metercast/testkit";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Audience, expectSettled, gather, settle } from "../support/audience.ts";
import { openPage, type Page, stepsBack } from "../support/pages.ts";
import { entriesOf, expectUnbroken } from "./entries.ts";
import { type Payday, startPayday } from "./payday.ts";
import { type Recovery, recoveries, sentence, table } from "./recoveries.ts";
import { type Cluster, startCluster } from "./world.ts";
import { startWriter, type Writer } from "./writer.ts";

const MINUTE_MS = 1_000;
const VIEWERS = 16;
const PAGES = 6;
const rich = () => 100_000;

let cluster: Cluster;
let audience: Audience;
let pages: Page[];
let writer: Writer;
let payday: Payday;
let measure: (what: string, fault: () => Promise<unknown>) => Promise<Recovery>;
const measured: Recovery[] = [];

beforeAll(async () => {
  console.log("cluster: starting three nats-servers, a Postgres with a standby, and two of every service …");
  cluster = await startCluster({ METER_MINUTE_SECONDS: "1", METER_LOST_AFTER_SECONDS: "60" });
  audience = await gather(cluster, {
    viewers: VIEWERS,
    tokens: rich,
    heartbeatMs: MINUTE_MS / 2,
    minuteMs: MINUTE_MS,
  });
  pages = audience.viewers.slice(0, PAGES).map((viewer) => openPage(cluster, viewer));
  writer = startWriter(audience.admin, await person(cluster, "a-saver", "viewer"));
  payday = await startPayday(cluster, audience.admin);
  const measuring = recoveries({ audience, pages, writer });
  measure = async (what, fault) => {
    console.log(`cluster: ${what} …`);
    const recovery = await measuring(what, fault);
    measured.push(recovery);
    console.log(`cluster: ${sentence(recovery)}`);
    return recovery;
  };
  await pace(3 * MINUTE_MS);
});
afterEach(({ task }) => {
  if (task.result?.state === "fail") console.log(cluster.logs().join("\n"));
});
afterAll(async () => {
  console.log(table(measured));
  await Promise.all([...(pages ?? []).map((page) => page.close()), writer?.stop(), payday?.stop()]);
  await cluster?.stop();
});

/** The node that leads a stream. */
async function leaderOf(stream: string) {
  const connection = await connect({
    servers: new URL(cluster.nats.url.replace(/,.*$/, "")).host,
    ...admin(),
  });
  try {
    const { cluster: raft } = await (await jetstreamManager(connection)).streams.info(stream);
    const node = cluster.nats.nodes.find(({ name }) => name === raft?.leader);
    if (node === undefined) throw new Error(`${stream} has no leader`);
    expect(raft?.replicas).toHaveLength(2);
    return node;
  } finally {
    await connection.close();
  }
}

function admin() {
  const { username, password } = new URL(cluster.nats.url.replace(/,.*$/, ""));
  return { user: username, pass: password };
}

describe("under load, everybody's minutes go on", () => {
  it("as they do when nothing happens", () => measure("nothing", async () => undefined));

  it("when the leader of the due minutes' stream is killed", async () => {
    const leader = await leaderOf("BILLING");
    await measure("stream leader killed", () => leader.kill());
    await leader.restart();
  });

  it.each(["wallet", "billing", "gateway"] as const)("when a %s is killed", async (name) => {
    const [first] = cluster.replicas(name);
    await measure(`${name} killed`, async () => first?.kill());
    await first?.start();
  });

  it("when the Postgres primary is killed and its standby promoted", async () => {
    await measure("Postgres primary killed", async () => {
      await cluster.postgres.primary.kill();
      await cluster.postgres.promote();
    });
  });

  it("through a rolling restart of every service, each of which ends in good order", async () => {
    for (const name of ["wallet", "billing", "withdrawals", "notifications", "gateway"] as const) {
      await measure(`${name}: rolling restart`, async () => {
        for (const replica of cluster.replicas(name)) {
          expect([replica.name, await replica.stop()]).toEqual([replica.name, 0]);
          await replica.start();
        }
      });
    }
  });
});

describe("afterwards", () => {
  it("every due minute is posted once, and all books balance", async () => {
    await audience.leave();
    await writer.stop();
    await payday.stop();
    const settled = await settle(audience, rich);
    expectSettled(audience, settled);
    expect(settled.dueMinutes).toBeGreaterThan(VIEWERS * 10);
  });

  it("each account's entries are one unbroken chain, as its owner sees it", async () => {
    for (const viewer of audience.viewers) expectUnbroken(await entriesOf(viewer));
    expectUnbroken(await entriesOf(audience.creator));
  });

  it("nothing that was acknowledged is lost, and nothing was done twice", async () => {
    const entries = await entriesOf(writer.saver);
    expectUnbroken(entries);
    expect(entries.map(({ id }) => id).sort()).toEqual([...writer.acknowledged].sort());
    expect(writer.acknowledged.length).toBeGreaterThan(20);
  });

  it("each withdrawal was paid once", async () => {
    expect(payday.mistakes).toEqual([]);
    expect(payday.completed.length).toBeGreaterThan(2);
    const { transfers } = await cluster.stripe.control.state();
    const paid = Object.values(transfers).filter(({ amount_reversed }) => amount_reversed === 0);
    expect(paid.map(({ transfer_group }) => transfer_group).sort()).toEqual([...payday.completed].sort());
  });

  it("no page was shown a balance that is older than one before", () => {
    for (const page of pages) {
      expect([page.user, stepsBack(page.versions)]).toEqual([page.user, []]);
      expect(page.versions.length).toBeGreaterThan(10);
    }
    expect(pages.some((page) => page.reconnects() > 0)).toBe(true);
  });
});
