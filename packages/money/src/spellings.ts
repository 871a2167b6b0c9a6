/**
 * Spellings of amounts, for tests: every interface that reads an amount is tested with this table. `null`:
 * refused.
 */
export interface Spelling {
  what: string;
  /** A text, or a JSON number. */
  input: string | number;
  usd: bigint | null;
  token: bigint | null;
}

const row = (what: string, input: string | number, usd: bigint | null, token: bigint | null): Spelling => ({
  what,
  input,
  usd,
  token,
});

export const SPELLINGS: readonly Spelling[] = [
  row("digits", "50", 5_000n, 50n),
  row("one decimal", "13.2", 1_320n, null),
  row("two decimals", "13.20", 1_320n, null),
  row("less than one", "0.05", 5n, null),
  row("zero", "0", 0n, 0n),
  row("zero with decimals", "0.00", 0n, null),
  row("a minus", "-5", -500n, -5n),
  row("a JSON number", 13.2, 1_320n, null),
  row("a whole JSON number", 7, 700n, 7n),
  row("a JSON number of a cent", 0.07, 7n, null),
  row("zero as a JSON number", 0, 0n, 0n),
  row("the largest", "10000000000000.00", 1_000_000_000_000_000n, null),
  row("nothing", "", null, null),
  row("only a minus", "-", null, null),
  row("only a point", ".", null, null),
  row("leading zeros", "007", null, null),
  row("a leading zero before decimals", "00.50", null, null),
  row("minus zero", "-0", null, null),
  row("minus zero with decimals", "-0.00", null, null),
  row("a plus", "+5", null, null),
  row("two signs", "--5", null, null),
  row("a true minus", "\u22125", null, null),
  row("accountants' brackets", "(5)", null, null),
  row("a blank before", " 5", null, null),
  row("a blank after", "5 ", null, null),
  row("a blank inside", "1 000", null, null),
  row("a line break after", "5\n", null, null),
  row("a no-break space", "1\u00A0000", null, null),
  row("a zero-width space", "5\u200B", null, null),
  row("a comma in threes", "1,000", null, null),
  row("a comma for a point", "100,50", null, null),
  row("an apostrophe", "1'000", null, null),
  row("an underscore", "1_000", null, null),
  row("points in threes", "1.000.000", null, null),
  row("a point without decimals", "5.", null, null),
  row("decimals without a whole", ".5", null, null),
  row("three decimals", "13.205", null, null),
  row("three decimals of which one is zero", "13.200", null, null),
  row("three decimals as a JSON number", 13.205, null, null),
  row("what a double makes of 0.1 + 0.2", 0.1 + 0.2, null, null),
  row("tokens with a zero after the point", "5.0", 500n, null),
  row("an exponent", "1e3", null, null),
  row("a capital exponent", "1E3", null, null),
  row("hexadecimal", "0x10", null, null),
  row("octal", "0o17", null, null),
  row("binary", "0b11", null, null),
  row("a BigInt literal", "5n", null, null),
  row("a currency sign", "$5", null, null),
  row("a currency", "5 USD", null, null),
  row("Arabic digits", "\u0665", null, null),
  row("full-width digits", "\uFF15", null, null),
  row("a fraction", "1/2", null, null),
  row("infinity", "Infinity", null, null),
  row("not a number", "NaN", null, null),
  row("a word", "five", null, null),
  row("true", "true", null, null),
  row("a JSON number beyond a double", 2 ** 53, null, null),
  row("a JSON number with an exponent", 1e21, null, null),
  row("too large", "18446744073709551616", null, null),
  row("far too large", "9".repeat(400), null, null),
];
