import { expect, it } from "vitest";
import { changeOf, type KnownAddress } from "./address.ts";

const A = "a@example.com";
const B = "b@example.com";
const known = (state: KnownAddress["state"], candidate: string | null = null) => ({
  address: A,
  state,
  candidate,
});

it.each([
  ["the first address is used at once", undefined, B, "put"],
  ["so is another one where none was confirmed", known("unconfirmed"), B, "put"],
  ["and where the known one does not exist", known("suppressed"), B, "put"],
  ["another one waits beside a confirmed one", known("confirmed"), B, "candidate"],
  ["a third one takes the place of the one that waits", known("confirmed", B), "c@example.com", "candidate"],
  ["the one that waits stays", known("confirmed", B), B, "none"],
  ["a token with the confirmed one takes it back", known("confirmed", B), A, "withdrawn"],
  ["the known one changes nothing", known("confirmed"), A, "none"],
  ["nor does the same in other letters", known("confirmed"), "A@Example.com", "none"],
  ["a token without an address changes nothing", known("confirmed", B), "", "none"],
] as const)("%s", (_rule, before, offered, change) => {
  expect(changeOf(before, offered)).toBe(change);
});
