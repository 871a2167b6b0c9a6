import type { Asset } from "@metercast/money";
import type { ComponentProps } from "react";
import { readAs } from "../format/parse.ts";
import { Input } from "./Field.tsx";

interface AmountInputProps extends ComponentProps<typeof Input> {
  asset: Asset;
  /** What stands in the field now. */
  typed: string;
}

/** A field for an amount. Under it stands how the amount is read: "= $100.50". */
export function AmountInput({ asset, typed, hint, className = "", ...rest }: AmountInputProps) {
  const read = typed.trim() === "" ? undefined : readAs(typed, asset);
  const note = (
    <>
      {hint}
      {read !== undefined && (
        <span className={hint === undefined ? "figures" : "figures ms-2"} data-read-as={read}>
          = {read}
        </span>
      )}
    </>
  );
  return (
    <Input
      {...rest}
      {...(asset === "USD" && { prefix: "$" })}
      inputMode="decimal"
      autoComplete="off"
      className={`figures ${className}`}
      hint={hint === undefined && read === undefined ? undefined : note}
    />
  );
}
