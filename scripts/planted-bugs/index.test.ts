import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { repositoryPath } from "../../packages/provision/src/files.ts";
import { PLANTED_BUGS } from "./index.ts";

it.each(PLANTED_BUGS.map((bug) => [bug.name, bug] as const))(
  "where a known mistake would be planted is still there, once: %s",
  (_, { file, find }) => {
    expect(readFileSync(repositoryPath(file), "utf8").split(find)).toHaveLength(2);
  },
);
