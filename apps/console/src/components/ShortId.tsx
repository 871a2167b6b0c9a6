import { useState } from "react";
import { announce } from "../shell/announce.ts";
import { t } from "../texts.ts";

const HEAD = 10;
const TAIL = 4;
const SHOWN_MS = 1_500;

/** "wdr_0193…5968" for a long id; a short one unchanged. */
export const shortened = (id: string): string =>
  id.length <= HEAD + TAIL + 2 ? id : `${id.slice(0, 8)}…${id.slice(-TAIL)}`;

/** An abbreviated id; a click copies all of it. */
export function ShortId({ id, className = "" }: { id: string; className?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(id);
    } catch {
      return announce(t.copyFailed);
    }
    setCopied(true);
    announce(t.copied);
    setTimeout(() => setCopied(false), SHOWN_MS);
  };
  return (
    <button
      type="button"
      onClick={copy}
      title={id}
      data-print="text"
      className={`relative figures -mx-1 inline-block rounded px-1 py-0.5 text-start text-13 whitespace-nowrap text-muted underline decoration-line-strong decoration-dotted underline-offset-4 hover:text-ink ${className}`}
    >
      <span className="sr-only">{t.copyId}</span>
      {copied ? t.copied : <bdi dir="ltr">{shortened(id)}</bdi>}
    </button>
  );
}
