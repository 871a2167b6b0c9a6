import { type Language, languageOf, wishesOf } from "@metercast/contracts";
import type { Context } from "hono";
import { html } from "hono/html";
import type { GatewayEnv } from "./env.ts";

export interface LinkPage {
  language: string;
  title: string;
  text: string;
  /** The button; without it the page is the answer to it. */
  button?: string;
}

/** The page behind a link in a mail. Only its button changes anything: scanners open links too. */
export function linkPage(c: Context<GatewayEnv>, { language, title, text, button }: LinkPage) {
  c.header(
    "Content-Security-Policy",
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
  );
  c.header("Cache-Control", "no-store");
  c.header("Referrer-Policy", "no-referrer");
  const form =
    button === undefined ? "" : html`<form method="post"><button type="submit">${button}</button></form>`;
  return c.html(html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1rem; }
button { font: inherit; padding: 0.6rem 1rem; }
</style>
</head>
<body><main><h1>${title}</h1><p>${text}</p>${form}</main></body>
</html>`);
}

/** The texts that a page has, in the language of the person or of the browser. */
export function textsFor<T>(
  texts: Readonly<Record<Language, T>>,
  chosen: string,
  header = "",
): T & { language: string } {
  const language = languageOf(chosen, ...wishesOf(header));
  return { ...texts[language], language };
}
