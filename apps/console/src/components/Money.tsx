import { type Amount, amountParts } from "../format/money.ts";
import { t } from "../texts.ts";

interface MoneyProps {
  amount: Amount;
  sign?: "auto" | "always";
  /** With its unit: "120 tokens". */
  word?: boolean;
  className?: string;
}

/**
 * An amount with figures of one width and a small currency. Changed digits fade in once. Nothing in it can be
 * parted, except where its box is narrower than all of it.
 */
export function Money({ amount, sign = "auto", word = false, className = "" }: MoneyProps) {
  const parts = amountParts(amount, { sign });
  const text = parts.map(({ value }) => value).join("");
  return (
    <bdi className={`figures break-words ${className}`} data-money={text}>
      <span key={text} className="animate-appear">
        {parts.map(({ type, value }) =>
          type === "currency" ? (
            <span key={type} className="text-[0.85em] font-normal">
              {value}
            </span>
          ) : (
            value
          ),
        )}
      </span>
      {word && amount.asset === "TOKEN" ? ` ${t.tokens(amount.minor)}` : null}
    </bdi>
  );
}
