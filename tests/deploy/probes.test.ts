import { credentials, makeGenericClientConstructor } from "@grpc/grpc-js";
import { SERVICE_NAMES, type ServiceName, startWorld, type World } from "@metercast/testkit";
import { service as healthService } from "grpc-health-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { overlays } from "../../scripts/manifests/check.ts";
import type { Json } from "../../scripts/manifests/resource.ts";
import { servicePods } from "../../scripts/manifests/services.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

/** Asks as the kubelet does; "SERVING" or an HTTP status. */
function ask(name: ServiceName, probe: Json): Promise<unknown> {
  const { adminUrl, grpcAddress = "" } = world.service(name);
  if (probe.httpGet) return fetch(adminUrl + probe.httpGet.path).then(({ status }) => status);
  const Health = makeGenericClientConstructor(healthService, "Health");
  const client = new Health(grpcAddress, credentials.createInsecure());
  const deadline = Date.now() + 60_000;
  return new Promise((resolve) => {
    client.check?.(
      { service: probe.grpc.service },
      { deadline },
      (error: Error | null, answer: { status: string }) => {
        client.close();
        resolve(error?.message ?? answer.status);
      },
    );
  });
}

it.each(SERVICE_NAMES)(
  "every probe of %s in the manifests is answered by the running service",
  async (name) => {
    const pods = servicePods(overlays().get("prod") ?? []).filter(({ service }) => service === name);
    expect(pods).toHaveLength(1);
    for (const { container } of pods)
      for (const kind of ["startupProbe", "readinessProbe", "livenessProbe"])
        expect(["SERVING", 200], `${kind}: ${JSON.stringify(container[kind])}`).toContain(
          await ask(name, container[kind]),
        );
  },
);
