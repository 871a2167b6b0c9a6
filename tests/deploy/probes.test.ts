import { SERVICE_NAMES, type ServiceName } from "@metercast/provision";
import { startWorld, type World } from "@metercast/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { overlays } from "../../scripts/manifests/check.ts";
import type { Json } from "../../scripts/manifests/resource.ts";
import { servicePods } from "../../scripts/manifests/services.ts";

// Built once: while it is built between two requests, a server may close the connection that is used next.
const prod = servicePods(overlays().get("prod") ?? []);
let world: World;
beforeAll(async () => {
  world = await startWorld({ mutualTls: true });
});
afterAll(() => world?.stop());

/** Asks as the kubelet does, which has no certificate. */
const ask = (name: ServiceName, probe: Json): Promise<number> =>
  fetch(world.service(name).adminUrl + probe.httpGet.path).then(({ status }) => status);

it.each(SERVICE_NAMES)(
  "every probe of %s in the manifests is answered by the running service, also where gRPC asks for certificates",
  async (name) => {
    const pods = prod.filter(({ service }) => service === name);
    expect(pods).toHaveLength(1);
    for (const { container } of pods)
      for (const kind of ["startupProbe", "readinessProbe", "livenessProbe"])
        expect(await ask(name, container[kind]), `${kind}: ${JSON.stringify(container[kind])}`).toBe(200);
  },
);
