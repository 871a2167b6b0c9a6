import { readdirSync } from "node:fs";
import { repositoryPath } from "../../packages/provision/src/files.ts";
import { build } from "./build.ts";
import type { Resource } from "./resource.ts";
import { checkEdges } from "./rules-edges.ts";
import { checkStreamSizes } from "./rules-nats.ts";
import { checkPods } from "./rules-pods.ts";
import { checkTls } from "./rules-tls.ts";
import { schemaProblems } from "./schema.ts";

export const OVERLAYS_FOLDER: string = repositoryPath("deploy", "k8s", "overlays");

/** The overlays of deploy/k8s, built. */
export function overlays(): Map<string, Resource[]> {
  return new Map(readdirSync(OVERLAYS_FOLDER).map((name) => [name, build(`${OVERLAYS_FOLDER}/${name}`)]));
}

/** Mistakes in an overlay's objects beyond their types. */
export function rulesProblems(resources: readonly Resource[]): string[] {
  const problems: string[] = [];
  const say = (problem: string) => void problems.push(problem);
  checkPods(resources, say);
  checkEdges(resources, say);
  checkTls(resources, say);
  checkStreamSizes(resources, say);
  return problems;
}

/** One line for each mistake in deploy/k8s. */
export function checkAll(): string[] {
  const built = overlays();
  const rules = [...built].flatMap(([name, resources]) =>
    rulesProblems(resources).map((problem) => `${name}: ${problem}`),
  );
  return [...schemaProblems(built), ...rules];
}
