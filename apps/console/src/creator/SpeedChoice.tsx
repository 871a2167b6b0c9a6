import type { PayoutMethod, PayoutRail, Speed } from "../api/payouts.ts";
import { amountText, percentText, usd } from "../format/money.ts";
import { payouts } from "../texts/payouts.ts";

const texts = payouts.withdraw;

interface SpeedOffer {
  days: number | null;
  terms: NonNullable<PayoutRail["instant"]>;
  /** The method itself takes instant payouts. */
  eligible: boolean;
}

/** What there is to choose; undefined: the rail has one speed. */
export function speedsOf(
  method: PayoutMethod | undefined,
  rail: PayoutRail | undefined,
): SpeedOffer | undefined {
  if (!method || !rail?.instant || !rail.speeds.includes("instant")) return undefined;
  return {
    days: rail.arrival_business_days,
    terms: rail.instant,
    eligible: method.instant_eligible === true,
  };
}

interface SpeedChoiceProps {
  offer: SpeedOffer;
  speed: Speed;
  onChoose: (speed: Speed) => void;
}

/** Standard or instant, each with its time and price. */
export function SpeedChoice({ offer: { days, terms, eligible }, speed, onChoose }: SpeedChoiceProps) {
  const hint = texts.instantHint(percentText(Number(terms.fee_percent)), amountText(usd(terms.fee_minimum)));
  const choices = [
    { value: "standard" as const, label: texts.standard, hint: texts.standardHint(days), off: false },
    {
      value: "instant" as const,
      label: texts.instant,
      hint: eligible ? hint : texts.notEligible,
      off: !eligible,
    },
  ];
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-13 font-medium">{texts.speed}</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {choices.map(({ value, label, hint, off }) => (
          <label
            key={value}
            className={`flex gap-3 rounded-control border p-3 ${speed === value ? "border-accent" : "border-line"}`}
          >
            <input
              type="radio"
              name="speed"
              value={value}
              checked={speed === value}
              disabled={off}
              onChange={() => onChoose(value)}
              className="mt-0.5 size-4 shrink-0 accent-accent"
            />
            <span className="min-w-0">
              <span className="block font-medium">{label}</span>
              <span className="block text-13 text-muted">{hint}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
