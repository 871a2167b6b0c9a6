import { SERVICE_NAMES, type ServiceName } from "../../packages/provision/src/services.ts";
import { SERVICE_VARIABLES, variablesOf } from "../configuration/variables.ts";
import { podSpec } from "./build.ts";
import type { Json, Resource } from "./resource.ts";

/** Paths of the admin port (packages/runtime/src/admin-server.ts). */
export const ADMIN_PATHS = ["/healthz", "/readyz", "/metrics"];

/** The ports that a service listens on by its configuration: name in manifests → number. */
export function portsOf(service: ServiceName): Record<string, number> {
  const unset = (name: string) =>
    Number(variablesOf(service).find((variable) => variable.name === name)?.default);
  const own = service === "gateway" ? { http: unset("PORT") } : { grpc: unset("GRPC_PORT") };
  return { ...own, admin: unset("ADMIN_PORT") };
}

export const callsStripe = (service: ServiceName): boolean =>
  "STRIPE_SECRET_KEY" in SERVICE_VARIABLES[service];

/** Stripe's callers, and the service that sends mails, pushes and webhooks to other people's servers. */
export const callsInternet = (service: ServiceName): boolean =>
  callsStripe(service) || service === "notifications";

export interface ServicePod {
  service: ServiceName;
  resource: Resource;
  container: Json;
}

/** The containers that run our services. */
export function servicePods(resources: readonly Resource[]): ServicePod[] {
  return resources.flatMap((resource) =>
    ((podSpec(resource)?.containers ?? []) as Json[]).flatMap((container) => {
      const service = SERVICE_NAMES.find((name) => imageName(container.image) === name);
      return service === undefined ? [] : [{ service, resource, container }];
    }),
  );
}

/** "wallet" of "registry.example.com/metercast/wallet:0.1.0"; undefined for images that are not ours. */
export const imageName = (image: string): string | undefined =>
  /(?:^|\/)metercast\/([a-z-]+)(?:[:@]|$)/.exec(image)?.[1];
