import type { Language } from "../language.ts";
import { type Html, html } from "./html.ts";

/** What one mail says, in plain text. */
export interface MailContent {
  language: Language;
  /** One line; the mail's subject too. */
  title: string;
  sections: readonly MailSection[];
  /** Why the person receives it, and how to stop it. */
  footer: readonly (string | MailLink)[];
}

export interface MailSection {
  /** Missing where the mail's title says it. */
  heading?: string;
  /** Paragraphs are parted by empty lines. */
  body: string;
  link: MailLink;
}

export interface MailLink {
  url: string;
  words: string;
}

export interface MailBodies {
  subject: string;
  text: string;
  html: string;
}

/** The one layout of all mails. */
export function layout(content: MailContent): MailBodies {
  return { subject: subjectOf(content.title), text: textOf(content), html: htmlOf(content).text };
}

/** A header is one line. */
const subjectOf = (title: string): string => title.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();

function textOf({ title, sections, footer }: MailContent): string {
  const parts = sections.map(({ heading, body, link }) =>
    [...(heading === undefined ? [] : [heading]), body, `${link.words}: ${link.url}`].join("\n\n"),
  );
  const last = footer.map((line) => (typeof line === "string" ? line : `${line.words}: ${line.url}`));
  return `${[title, ...parts, `-- \n${last.join("\n")}`].join("\n\n")}\n`;
}

const PAGE =
  "margin:0;padding:24px 12px;background:#f4f4f6;font-family:system-ui,-apple-system,'Segoe UI',sans-serif";
const CARD = "max-width:560px;margin:0 auto;padding:28px;background:#ffffff;color:#1b1b1f;border-radius:12px";
const HEADING = "margin:0 0 16px;font-size:20px;line-height:1.3";
const SECTION_HEADING = "margin:24px 0 8px;font-size:16px;line-height:1.3";
const TEXT = "margin:0 0 16px;font-size:15px;line-height:1.5";
const BUTTON =
  "display:inline-block;padding:10px 16px;background:#1f4fd8;color:#ffffff;border-radius:8px;text-decoration:none;font-size:15px";
const FOOTER = "margin:6px 0;font-size:12px;line-height:1.5;color:#5d5d66";

function htmlOf({ language, title, sections, footer }: MailContent): Html {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
</head>
<body style="${PAGE}">
<div style="${CARD}">
<h1 style="${HEADING}">${title}</h1>
${sections.map(sectionOf)}<hr style="border:0;border-top:1px solid #e3e3e8;margin:28px 0 12px">
${footer.map(footerLine)}</div>
</body>
</html>
`;
}

function sectionOf({ heading, body, link }: MailSection): Html {
  const paragraphs = body.split(/\n\s*\n/).map(
    (one) => html`<p dir="auto" style="${TEXT}">${one}</p>
`,
  );
  return html`${
    heading === undefined
      ? []
      : [
          html`<h2 style="${SECTION_HEADING}">${heading}</h2>
`,
        ]
  }${paragraphs}<p style="${TEXT}"><a href="${link.url}" style="${BUTTON}">${link.words}</a></p>
`;
}

const footerLine = (line: string | MailLink): Html =>
  typeof line === "string"
    ? html`<p style="${FOOTER}">${line}</p>
`
    : html`<p style="${FOOTER}"><a href="${line.url}" style="color:#5d5d66">${line.words}</a></p>
`;
