import { expect, it } from "vitest";
import { isMailbox } from "./address.ts";
import { layout } from "./layout.ts";
import { isAddressGone } from "./refusal.ts";

const HOSTILE = `<script>alert(1)</script>"'&\r\nBcc: everybody@example.com 🦊`;

it("nothing in a mail's texts becomes HTML or a header", () => {
  const { subject, html } = layout({
    language: "en",
    title: HOSTILE,
    sections: [
      { heading: HOSTILE, body: HOSTILE, link: { url: `https://app.example/"onclick="x`, words: HOSTILE } },
    ],
    footer: [HOSTILE, { url: "https://app.example/u/x", words: HOSTILE }],
  });
  expect(subject).not.toMatch(/[\r\n]/);
  expect(html).not.toContain("<script");
  expect(html).not.toContain('"onclick');
  expect(html).toContain("🦊");
});

it.each(["a@b.example", "jürgen@münchen.example", "a+b@b"])("%s is one mailbox", (address) => {
  expect(isMailbox(address)).toBe(true);
});
it.each(["", "a", "a@b, c@d", "a@b\r\nRCPT TO:<c@d>", "A <a@b>", "a@b@c", '"a b"@c'])(
  "%j is no mailbox",
  (address) => {
    expect(isMailbox(address)).toBe(false);
  },
);

it.each([
  ["", false],
  ["5.1.1", true],
  ["5.1.10", true],
  ["5.2.1", true],
  ["5.2.2", false],
  ["5.7.1", false],
  ["5.4.4", false],
])("after %j the address is gone: %s", (code, gone) => {
  expect(isAddressGone(code)).toBe(gone);
});
