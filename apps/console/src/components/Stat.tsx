import type { ReactNode } from "react";
import { type Amount, amountText } from "../format/money.ts";
import { Money } from "./Money.tsx";

export type MoneyRole = "estimated" | "available" | "held" | "way" | "paid" | "back" | "plain";

export const ROLE_TEXT: Record<MoneyRole, string> = {
  estimated: "text-muted",
  available: "text-ink",
  held: "text-held",
  way: "text-way",
  paid: "text-paid",
  back: "text-back",
  plain: "text-ink",
};

interface StatProps {
  word: string;
  amount?: Amount | null | undefined;
  /** In place of an amount: a count, a time. */
  children?: ReactNode;
  place?: MoneyRole;
  note?: ReactNode;
}

/** Two stand side by side on phones and four on wide screens: the longer an amount, the smaller. */
function sizeOf(amount: Amount | null | undefined): string {
  const letters = amount ? amountText(amount).length : 0;
  if (letters <= 8) return "text-20 min-[400px]:text-28";
  return letters <= 11 ? "text-20 sm:text-28" : "text-16 sm:text-20";
}

/** A number with its label, side by side on the narrowest screens. */
export function Stat({ word, amount, children, place = "plain", note }: StatProps) {
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 px-5 py-4 min-[400px]:flex min-[400px]:flex-col min-[400px]:items-start min-[400px]:gap-1 min-[400px]:py-5">
      <dt
        className={`flex items-center gap-2 text-13 min-[400px]:text-muted ${note === undefined ? "row-span-2" : ""}`}
      >
        {place !== "plain" && place !== "available" && (
          <span aria-hidden="true" className={`size-2 rounded-full bg-current ${ROLE_TEXT[place]}`} />
        )}
        {word}
      </dt>
      <dd
        className={`row-span-2 max-w-full text-end font-semibold tracking-tight min-[400px]:text-start ${sizeOf(amount)} ${ROLE_TEXT[place]}`}
      >
        {amount ? <Money amount={amount} /> : (children ?? <span className="text-muted">—</span>)}
      </dd>
      {note !== undefined && <dd className="text-13 text-muted">{note}</dd>}
    </div>
  );
}

/** Stats side by side, parted by lines; two by two on phones, one below the other on the narrowest. */
export function Stats({ children }: { children: ReactNode }) {
  return (
    <dl className="grid grid-cols-1 overflow-hidden rounded-card border border-line bg-surface min-[400px]:grid-cols-2 lg:grid-cols-4 [&>*]:-mt-px [&>*]:-ms-px [&>*]:border-t [&>*]:border-s [&>*]:border-line">
      {children}
    </dl>
  );
}
