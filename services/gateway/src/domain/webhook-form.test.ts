import { expect, it } from "vitest";
import { isObjectText, livekitFormProblem, railFormProblem, stripeFormProblem } from "./webhook-form.ts";

const NOW = 1_700_000_000_000;
const T = NOW / 1_000;
const V1 = "ab".repeat(32);

it.each([
  ["one signature", `t=${T},v1=${V1}`],
  ["two, while a secret is rotated", `t=${T},v1=${V1},v1=${"cd".repeat(32)}`],
  ["an old scheme beside it", `t=${T},v1=${V1},v0=${V1}`],
  ["blanks after commas", `t=${T}, v1=${V1}`],
  ["an age of five minutes", `t=${T - 300},v1=${V1}`],
  ["a clock ahead of ours", `t=${T + 120},v1=${V1}`],
])("a Stripe-Signature with %s may be right", (_, header) => {
  expect(stripeFormProblem(header, NOW)).toBeUndefined();
});

it.each([
  ["that isn't there", undefined],
  ["that is empty", ""],
  ["without a time", `v1=${V1}`],
  ["with two times", `t=${T},t=${T},v1=${V1}`],
  ["with a time that is none", `t=now,v1=${V1}`],
  ["without a signature", `t=${T}`],
  ["with a short one", `t=${T},v1=abcd`],
  ["with one that isn't hexadecimal", `t=${T},v1=${"zz".repeat(32)}`],
  ["with one of another scheme only", `t=${T},v0=${V1}`],
  ["that is a recording", `t=${T - 400},v1=${V1}`],
  ["that never ends", `t=${T},v1=${V1}${",v1=ab".repeat(1_000)}`],
])("a Stripe-Signature %s can't be", (_, header) => {
  expect(stripeFormProblem(header, NOW)).toBeTypeOf("string");
});

it("a rail's webhook has every header that its payer signs with, Stripe's in its form", () => {
  const problem = (names: string[], headers: Record<string, string>) =>
    railFormProblem(names, (name) => headers[name], NOW);
  expect(problem(["sig", "url"], { sig: "a", url: "b" })).toBeUndefined();
  expect(problem(["sig", "url"], { sig: "a" })).toBe("there is no url");
  expect(problem(["sig", "url"], { sig: "", url: "b" })).toBe("there is no sig");
  expect(problem(["sig"], { sig: "a".repeat(4_097) })).toBe("the sig is too long");
  expect(problem(["stripe-signature"], { "stripe-signature": `t=${T},v1=${V1}` })).toBeUndefined();
  expect(problem(["stripe-signature"], { "stripe-signature": "x" })).toBeTypeOf("string");
});

const token = (claims: unknown) =>
  `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`;

it.each([
  ["a token of our key", token({ iss: "key", exp: T + 300, sha256: "x" })],
  ["one that has just expired by our clock", token({ iss: "key", exp: T - 10 })],
  ["one with its scheme before it", `Bearer ${token({ iss: "key", exp: T + 300 })}`],
])("%s may be LiveKit's", (_, header) => {
  expect(livekitFormProblem(header, "key", NOW)).toBeUndefined();
});

it.each([
  ["nothing", undefined],
  ["a word", "secret"],
  ["two dots around no JSON", "a.b.c"],
  ["a token over null", token(null)],
  ["a token of another key", token({ iss: "other", exp: T + 300 })],
  ["a token that never expires", token({ iss: "key" })],
  ["a token that expired", token({ iss: "key", exp: T - 3_600 })],
  ["a token that never ends", token({ iss: "key", exp: T + 300, sha256: "x".repeat(5_000) })],
])("%s can't be", (_, header) => {
  expect(livekitFormProblem(header, "key", NOW)).toBeTypeOf("string");
});

it.each([
  ['{"id":1}', true],
  [' \r\n\t{"id":1}', true],
  ["", false],
  ["   ", false],
  ["[]", false],
  ["id=1", false],
])("%j begins like an event: %s", (body, is) => {
  expect(isObjectText(Buffer.from(body))).toBe(is);
});
