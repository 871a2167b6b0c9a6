import { describe, expect, it } from "vitest";
import { audiencesOf, type ClaimRules, claimAt, PLAIN_CLAIMS, roleNamesOf, rolesOf } from "./identity.ts";

const rules = (change: Partial<ClaimRules>): ClaimRules => ({ ...PLAIN_CLAIMS, ...change });
const roles = (claims: Record<string, unknown>, change: Partial<ClaimRules> = {}) =>
  rolesOf(roleNamesOf(claims, rules(change)), rules(change));

describe("a path", () => {
  it.each([
    ["roles", { roles: ["a"] }, ["a"]],
    ["realm_access.roles", { realm_access: { roles: ["a"] } }, ["a"]],
    ["https://example.com/roles", { "https://example.com/roles": ["a"] }, ["a"]],
    ["cognito:groups", { "cognito:groups": ["a"] }, ["a"]],
    ["resource_access.my.client.roles", { resource_access: { "my.client": { roles: ["a"] } } }, ["a"]],
    ["a.b", { "a.b": 1, a: { b: 2 } }, 1],
    ["a.b", { a: [{ b: 1 }] }, undefined],
    ["a.b", { a: null }, undefined],
    ["a", { b: 1 }, undefined],
    ["constructor.name", {}, undefined],
    ["__proto__", {}, undefined],
    ["toString", {}, undefined],
    ["a..b", { a: { "": { b: 1 } } }, 1],
  ])("%s leads to its claim", (path, claims, found) => {
    expect(claimAt(claims, path)).toEqual(found);
  });

  it("with thousands of dots costs no time", () => {
    expect(claimAt({ a: { a: {} } }, "a.".repeat(5_000))).toBeUndefined();
  });
});

describe("roles", () => {
  it.each([
    [
      ["creator", "viewer"],
      ["viewer", "creator"],
    ],
    ["creator viewer", ["viewer", "creator"]],
    ["creator,viewer", ["viewer", "creator"]],
    [{ creator: { orgId: "x" } }, ["creator"]],
    [["creator", "root", "offline_access", 7, null, ["admin"]], ["creator"]],
    ["Admin", []],
    [true, []],
    [false, []],
    [undefined, []],
    [42, []],
    [{}, []],
  ])("of the claim %j are %j: what is unknown gives nothing and refuses nobody", (claim, expected) => {
    expect(roles({ roles: claim })).toEqual(expected);
  });

  it("a claim that is true counts by its own name, one that is false does not", () => {
    const rolesClaims = ["creator", "https://example.com/admin"];
    expect(roles({ creator: true, "https://example.com/admin": false }, { rolesClaims })).toEqual([
      "creator",
    ]);
    expect(roles({ "https://example.com/admin": true }, { rolesClaims })).toEqual(["admin"]);
  });

  it("come from every path that is named", () => {
    const claims = { roles: ["viewer"], realm_access: { roles: ["creator"] } };
    expect(roles(claims, { rolesClaims: ["roles", "realm_access.roles"] })).toEqual(["viewer", "creator"]);
  });

  it("are translated, and a name can be made to give nothing", () => {
    const roleMap = new Map([
      ["streamer", "creator" as const],
      ["admin", undefined],
    ]);
    expect(roles({ roles: ["streamer", "admin", "viewer"] }, { roleMap })).toEqual(["viewer", "creator"]);
  });

  it("by default are everybody's, besides their own", () => {
    const defaultRoles = ["viewer" as const];
    expect(roles({}, { defaultRoles })).toEqual(["viewer"]);
    expect(roles({ roles: ["creator"] }, { defaultRoles })).toEqual(["viewer", "creator"]);
  });
});

it.each([
  [{ aud: "a", client_id: "b", azp: "c" }, ["a"]],
  [{ aud: ["a", "b", 1] }, ["a", "b"]],
  [{ client_id: "b", azp: "c" }, ["b"]],
  [{ azp: "c" }, ["c"]],
  [{ aud: [], client_id: "b" }, []],
  [{}, []],
])("the audience of %j is %j: where there is aud, nothing else counts", (claims, expected) => {
  expect(audiencesOf(claims)).toEqual(expected);
});
