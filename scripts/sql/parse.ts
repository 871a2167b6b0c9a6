/** A statement as it stands in a `.sql` file, with its parameters numbered. */
export interface Statement {
  /** `FindHold`, from the comment in front of it. */
  name: string;
  /** The other words of that comment. */
  comment: string;
  /** As Postgres gets it: `$1` for `:holdId`, no comments, no marks. */
  text: string;
  parameters: Parameter[];
  /** What the file says of columns: "total!" is never null, "total?" may be. */
  marks: Map<string, boolean>;
  /** Whether a column may be null in spite of its table's NOT NULL. */
  doubtful: boolean;
}

export interface Parameter {
  name: string;
  nullable: boolean;
}

/** What must not be searched for parameters, then a parameter, then the end of a statement. */
const TOKEN =
  /(?<comment>--[^\n]*|\/\*[\s\S]*?\*\/)|(?<string>'(?:[^']|'')*')|(?<dollar>\$(\w*)\$[\s\S]*?\$\4\$)|(?<quoted>"(?:[^"]|"")+")|(?<cast>::)|:(?<parameter>[a-zA-Z]\w*)(?<nullable>\?)?|(?<end>;)/g;

const NAME = /^\/\*\s*@name\s+(?<name>[A-Z]\w*)\s*(?<comment>[\s\S]*?)\s*\*\/$/;

/** The statements of a file, in its order. Throws where one has no name, or the same as another. */
export function parseStatements(source: string): Statement[] {
  const statements: Statement[] = [];
  let next = new Draft();
  let from = 0;
  for (const token of source.matchAll(TOKEN)) {
    next.add(source.slice(from, token.index));
    from = token.index + token[0].length;
    const { comment, quoted, parameter, nullable, end } = token.groups ?? {};
    if (comment !== undefined) next.read(comment);
    else if (quoted !== undefined) next.addIdentifier(quoted);
    else if (parameter !== undefined) next.addParameter(parameter, nullable !== undefined);
    else if (end === undefined) next.add(token[0]);
    else {
      statements.push(next.finish());
      next = new Draft();
    }
  }
  next.add(source.slice(from));
  if (!next.empty) statements.push(next.finish());
  const names = statements.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`two statements are named ${twice}`);
  return statements;
}

/**
 * An outer join, or a row that is not there: Postgres names the column's table, but not that the row may be
 * missing.
 */
const OUTER = /\b(left|right|full)\s+(outer\s+)?join\b|\b(rollup|cube|grouping\s+sets)\b/i;
const OLD_OR_NEW = /\b(old|new)\./i;
const UPDATE = /^\s*update\b/i;

class Draft {
  #text = "";
  #head: { name: string; comment: string } | undefined;
  readonly #parameters: Parameter[] = [];
  readonly #marks = new Map<string, boolean>();

  get empty(): boolean {
    return this.#text.trim() === "";
  }

  add(text: string): void {
    this.#text += text;
  }

  read(comment: string): void {
    const head = NAME.exec(comment)?.groups;
    if (head === undefined) return;
    if (!this.empty) throw new Error(`the statement before ${head.name} does not end with a semicolon`);
    this.#head = { name: head.name as string, comment: (head.comment as string).replace(/\s+/g, " ") };
  }

  addIdentifier(quoted: string): void {
    const [, name, mark] = /^"([^"]+)([!?])"$/.exec(quoted) ?? [];
    if (name !== undefined) this.#marks.set(name, mark === "!");
    this.add(name === undefined ? quoted : `"${name}"`);
  }

  addParameter(name: string, nullable: boolean): void {
    let at = this.#parameters.findIndex((parameter) => parameter.name === name);
    if (at < 0) at = this.#parameters.push({ name, nullable }) - 1;
    else if (nullable) this.#parameters[at] = { name, nullable };
    this.add(`$${at + 1}`);
  }

  finish(): Statement {
    const text = this.#text
      .split("\n")
      .map((line) => line.trimEnd())
      .filter((line) => line !== "")
      .join("\n")
      .trim();
    if (this.#head === undefined)
      throw new Error(`a statement has no /* @name Name */ in front of it: ${text.slice(0, 60)}`);
    const doubtful = OUTER.test(text) || (OLD_OR_NEW.test(text) && !UPDATE.test(text));
    return { ...this.#head, text, parameters: this.#parameters, marks: this.#marks, doubtful };
  }
}
