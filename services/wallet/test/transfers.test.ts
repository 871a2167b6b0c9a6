import { newUuid } from "@metercast/contracts";
import { withClient } from "@metercast/provision";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adjustment, type Direction } from "../src/domain/templates.ts";
import type { TransferRequest } from "../src/domain/transfer-request.ts";
import type { AskedTransfer } from "../src/usecases/post-transfer.ts";

import { atOnce, type Books, openBooks } from "./books.ts";

let books: Books;
beforeAll(async () => {
  books = await openBooks();
});
afterAll(() => books?.close());

const request = (
  requestId: string,
  userId: string,
  direction: Direction,
  amount: bigint,
): TransferRequest => ({
  source: "adjustment",
  requestId,
  transfers: adjustment(userId, "TOKEN", direction, amount),
  referenceType: "ADJUSTMENT",
  referenceId: "",
  reason: "because",
  actorId: "admin",
});
const events = (subject: string) =>
  books.sql<{ body: string }>("SELECT convert_from(payload, 'UTF8') AS body FROM outbox WHERE subject = $1", [
    subject,
  ]);

describe("a transfer request", () => {
  it("is posted once however many ask at the same moment, and each gets the same transfer", async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => books.postTransfer(request("once", "t1", "credit", 50n))),
    );
    expect(new Set(answers.map((answer) => answer.outcome === "posted" && answer.transfer.id)).size).toBe(1);
    expect(answers.filter((answer) => answer.outcome === "posted" && !answer.replayed)).toHaveLength(1);
    expect((await books.accountsOf("t1"))[0]?.posted).toBe(50n);
  });

  it("with the same key and other content is refused and changes nothing", async () => {
    await books.postTransfer(request("reused", "t2", "credit", 50n));
    expect(await books.postTransfer(request("reused", "t2", "credit", 51n))).toEqual({
      outcome: "rejected",
      code: "idempotency_conflict",
    });
    expect(await books.postTransfer(request("reused", "t2-other", "credit", 50n))).toMatchObject({
      code: "idempotency_conflict",
    });
    expect((await books.accountsOf("t2"))[0]?.posted).toBe(50n);
  });

  it("never takes more than is available, also of a user nobody knows, and opens no account for that", async () => {
    await books.credit("t3", "TOKEN", 10n);
    expect(await books.postTransfer(request("too-much", "t3", "debit", 11n))).toMatchObject({
      code: "insufficient_funds",
    });
    expect(await books.postTransfer(request("nobody", "t3-nobody", "debit", 1n))).toMatchObject({
      code: "insufficient_funds",
    });
    expect(await books.accountsOf("t3-nobody")).toEqual([]);
  });

  it("twenty debits of a viewer with tokens for seven take seven", async () => {
    await books.credit("t4", "TOKEN", 7n);
    const requests = Array.from({ length: 20 }, (_, i) => request(`each-${i}`, "t4", "debit", 1n));
    const answers = await atOnce(requests, (one) => books.postTransfer(one));
    expect(answers.filter(({ outcome }) => outcome === "posted")).toHaveLength(7);
    expect((await books.accountsOf("t4"))[0]?.posted).toBe(0n);
  });

  it("of a platform client is answered once per message, and a refusal stands", async () => {
    const asked = (id: string): AskedTransfer => ({
      ...request("gift-1", "t5", "debit", 5n),
      source: "platform:demo",
      message: { consumer: "wallet-client-debits", id },
    });
    const before = (await events("wallet.transfer.rejected.v1")).length;
    await books.postTransfer(asked("m1"));
    await books.postTransfer(asked("m1"));
    await books.credit("t5", "TOKEN", 50n);
    expect(await books.postTransfer(asked("m2"))).toMatchObject({
      outcome: "rejected",
      code: "insufficient_funds",
    });
    expect((await events("wallet.transfer.rejected.v1")).length - before).toBe(2);
  });
});

describe("a hold", () => {
  const hold = (userId: string, amount: bigint, id = newUuid(Date.now())) => ({
    id,
    userId,
    asset: "USD" as const,
    amount,
    referenceType: "WITHDRAWAL",
    referenceId: "wdr_1",
  });

  it("sets aside what is available, once by its id, and never more", async () => {
    await books.credit("h1", "USD", 10_000n);
    const wanted = hold("h1", 6_000n);
    const placed = await Promise.all(Array.from({ length: 6 }, () => books.placeHold(wanted)));
    expect(new Set(placed.map(({ account }) => account.held))).toEqual(new Set([6_000n]));
    await expect(books.placeHold(hold("h1", 4_001n))).rejects.toMatchObject({
      code: "insufficient_balance",
    });
    await expect(books.placeHold({ ...wanted, amount: 5_000n })).rejects.toMatchObject({
      code: "idempotency_conflict",
    });
  });

  it("ends once: posted or voided, in the order of arrival", async () => {
    await books.credit("h2", "USD", 10_000n);
    const wanted = hold("h2", 10_000n);
    await books.placeHold(wanted);
    const ends = await Promise.allSettled([
      books.endHold(wanted.id, "posted"),
      books.endHold(wanted.id, "voided"),
      books.endHold(wanted.id, "posted"),
      books.endHold(wanted.id, "voided"),
    ]);
    const states = ends.flatMap((end) => (end.status === "fulfilled" ? [end.value.status] : []));
    expect(states).toHaveLength(2);
    expect(new Set(states).size).toBe(1);
    const [account] = await books.accountsOf("h2");
    expect(account?.held).toBe(0n);
    expect(account?.posted).toBe(states[0] === "posted" ? 0n : 10_000n);
  });

  it("is not available to anybody else while it stands", async () => {
    await books.credit("h3", "USD", 5_000n);
    await books.placeHold(hold("h3", 5_000n));
    const debit = {
      ...request("held-money", "h3", "debit", 1n),
      transfers: adjustment("h3", "USD", "debit", 1n),
    };
    expect(await books.postTransfer(debit)).toMatchObject({ code: "insufficient_funds" });
  });

  it("of nobody is not found", async () => {
    await expect(books.endHold(newUuid(Date.now()), "voided")).rejects.toMatchObject({
      code: "hold_not_found",
    });
  });
});

it("a balance that a JSON number can't say is refused, and leaves the account as it was", async () => {
  for (let i = 0; i < 9; i++) await books.credit("rich", "TOKEN", 1_000_000_000_000_000n);
  expect(await books.credit("rich", "TOKEN", 1_000_000_000_000_000n)).toMatchObject({
    code: "limit_exceeded",
  });
  expect((await books.accountsOf("rich"))[0]?.posted).toBe(9_000_000_000_000_000n);
});

it("a transfer cannot be changed or deleted by the service's own role, nor another schema read", async () => {
  await withClient(books.database.urls.wallet ?? "", async (client) => {
    for (const statement of [
      "UPDATE wallet.transfer SET amount = 1",
      "DELETE FROM wallet.transfer",
      "UPDATE wallet.viewer_minute SET paid = true",
      "DELETE FROM wallet.viewer_minute",
      "UPDATE wallet.creator_posting SET cents = 1",
      "TRUNCATE wallet.transfer",
      "UPDATE wallet.transfer_request SET rejection_code = NULL",
      "SELECT * FROM billing.session",
      "CREATE TABLE wallet.mine (id int)",
    ]) {
      await expect(client.query(statement), statement).rejects.toMatchObject({ code: "42501" });
    }
  });
});

it("leaves books that every check finds right", async () => {
  expect((await books.integrity()).checks.filter(({ ok }) => !ok)).toEqual([]);
});
