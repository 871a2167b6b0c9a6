/** What everybody may know about a rail: pure data, for the wallet, the gateway and the console too. */
export interface RailDescription {
  /** Its name in tables, events and paths. */
  readonly name: string;
  /** Its name for people. */
  readonly label: string;
  /** What notifications say. */
  readonly texts: RailTexts;
  /** One or two sentences for the creator who chooses it. */
  readonly description: string;
  /** The provider may still change it, or it is tried by few: labelled so, and off until configured. */
  readonly preview: boolean;
  /** The creator gives their details on a page of the provider, or in these fields. */
  readonly setup: "onboarding" | "fields";
  readonly fields: readonly RailField[];
  readonly currencies: readonly "USD"[];
  /** Cents of one payout. */
  readonly minimum: bigint;
  readonly maximum: bigint;
  readonly speeds: readonly Speed[];
  /** The wallet's platform account that mirrors the money there. */
  readonly account: string;
  /** The platform account of what the rail charges; undefined: it charges nothing through the books. */
  readonly feeAccount: string | undefined;
  /** Business days until a standard payout has arrived. */
  readonly arrival: { readonly businessDays: number };
  /** Headers that its provider signs webhooks with, in lower case: only these reach the rail. */
  readonly webhookHeaders: readonly string[];
  /** The rail shows one account for each creator: another method of this rail replaces none. */
  readonly onePerCreator: boolean;
  /** A text that is safe to show: no whole account number, no whole address. */
  labelOf(method: MethodPlace): string;
}

/** By language: the rail's name, and the reasons of failed payouts that no other rail has. */
export type RailTexts = Readonly<
  Record<"en" | "de" | "es", { readonly label: string; readonly failures: Readonly<Record<string, string>> }>
>;

/** A field of a payout method. Its value goes to the rail and to nobody else. */
export interface RailField {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly type: "text" | "email";
  /** Of the whole value, as in HTML. */
  readonly pattern: string;
  readonly maxLength: number;
}

export type Speed = "standard" | "instant";

export type Fields = Readonly<Record<string, string>>;

/** Where a payout method leads: the account at the provider, once there is one, and its fields. */
export interface MethodPlace {
  accountId: string | undefined;
  fields: Fields;
}

/** What is wrong with a method's fields, each fault under the name of its field. */
export function fieldFaults(
  { fields }: Pick<RailDescription, "fields">,
  values: Fields,
): { field: string; message: string }[] {
  const unknown = Object.keys(values).filter((name) => !fields.some((field) => field.name === name));
  return [
    ...unknown.map((field) => ({ field, message: "unknown" })),
    ...fields.flatMap(({ name, label, pattern, maxLength }) => {
      const value = Object.hasOwn(values, name) ? (values[name] ?? "") : "";
      if (value.trim() === "") return [{ field: name, message: `${label} is needed` }];
      if ([...value].length > maxLength) return [{ field: name, message: `at most ${maxLength} characters` }];
      if (value.includes("\0") || !new RegExp(`^(?:${pattern})$`, "su").test(value))
        return [{ field: name, message: `not a valid ${label.toLowerCase()}` }];
      return [];
    }),
  ];
}
