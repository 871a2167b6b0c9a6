import PDFDocument from "pdfkit";
import { fontFile, fontNames, pieces, type Weight } from "./letters.ts";

/** Points. */
const MARGIN = 48;
const LINE = 16;
const FOOTER = 40;
const SIZES = { title: 20, heading: 12, text: 9 } as const;
const INK = "#1b1b1f";
const QUIET = "#62626b";
const RULE = "#dcdce2";

export interface Column {
  title: string;
  /** Its part of the width; all columns make 1. */
  share: number;
  align?: "right";
}

interface Font {
  hasGlyphForCodePoint(codePoint: number): boolean;
}

/** A4 pages that are written from the top. */
export class Paper {
  readonly #doc: PDFKit.PDFDocument;
  readonly #done: Promise<Uint8Array<ArrayBuffer>>;
  readonly #fonts = new Map<string, Font>();
  #y = MARGIN;

  constructor(title: string, lang: string, madeAt: Date) {
    // Buffered pages get their numbers at the end.
    this.#doc = new PDFDocument({
      size: "A4",
      margin: 0,
      bufferPages: true,
      lang,
      displayTitle: true,
      info: { Title: title, Creator: "Metercast", CreationDate: madeAt },
    });
    for (const weight of [400, 600] as const)
      for (const name of fontNames(weight)) this.#doc.registerFont(name, fontFile(name));
    const chunks: Buffer[] = [];
    this.#doc.on("data", (chunk: Buffer) => chunks.push(chunk));
    this.#done = new Promise((resolve, reject) => {
      this.#doc.on("end", () => resolve(new Uint8Array(Buffer.concat(chunks))));
      this.#doc.on("error", reject);
    });
  }

  get #width(): number {
    return this.#doc.page.width - 2 * MARGIN;
  }

  title(text: string): void {
    this.#write(text, { x: MARGIN, width: this.#width, size: SIZES.title, weight: 600 });
    this.#y += 28;
  }

  /** A heading stays with the first lines that follow it. */
  heading(text: string): void {
    this.#room(4 * LINE);
    this.#y += LINE;
    this.#write(text, { x: MARGIN, width: this.#width, size: SIZES.heading, weight: 600 });
    this.#y += 20;
  }

  line(text: string, weight: Weight = 400): void {
    this.#room(LINE);
    this.#write(text, { x: MARGIN, width: this.#width, weight, colour: weight === 400 ? QUIET : INK });
    this.#y += LINE;
  }

  head(columns: readonly Column[]): void {
    this.#room(3 * LINE);
    this.#cells(
      columns,
      columns.map(({ title }) => title),
      { weight: 600, colour: QUIET },
    );
    this.#rule();
  }

  /** A row of a table; the head is written again on a new page. */
  row(columns: readonly Column[], cells: readonly string[], weight: Weight = 400): void {
    if (this.#y + LINE > this.#doc.page.height - MARGIN - FOOTER) {
      this.#newPage();
      this.head(columns);
    }
    this.#cells(columns, cells, { weight, colour: INK });
  }

  /** The file, with a footer on each page. */
  async end(footer: (page: number, of: number) => string): Promise<Uint8Array<ArrayBuffer>> {
    const { start, count } = this.#doc.bufferedPageRange();
    for (let page = start; page < start + count; page++) {
      this.#doc.switchToPage(page);
      this.#y = this.#doc.page.height - MARGIN;
      const text = footer(page - start + 1, count);
      this.#write(text, { x: MARGIN, width: this.#width, colour: QUIET });
    }
    this.#doc.end();
    return this.#done;
  }

  #cells(
    columns: readonly Column[],
    cells: readonly string[],
    style: { weight: Weight; colour: string },
  ): void {
    let x = MARGIN;
    for (const [index, { share, align }] of columns.entries()) {
      const width = share * this.#width;
      this.#write(cells[index] ?? "", { x, width: width - 8, align, ...style });
      x += width;
    }
    this.#y += LINE;
  }

  #rule(): void {
    const y = this.#y - 4;
    this.#doc
      .moveTo(MARGIN, y)
      .lineTo(MARGIN + this.#width, y)
      .lineWidth(0.5)
      .stroke(RULE);
    this.#y += 2;
  }

  #room(height: number): void {
    if (this.#y + height > this.#doc.page.height - MARGIN - FOOTER) this.#newPage();
  }

  #newPage(): void {
    this.#doc.addPage();
    this.#y = MARGIN;
  }

  /** One line, cut where it is wider than its place. */
  #write(text: string, style: Style): void {
    const { x, width, align, size = SIZES.text, weight = 400, colour = INK } = style;
    let shown = this.#measured(text, size, weight);
    for (let length = [...text].length - 1; shown.width > width && length > 0; length--)
      shown = this.#measured(`${[...text].slice(0, length).join("")}…`, size, weight);
    let at = align === "right" ? x + width - shown.width : x;
    for (const { font, text: piece, width: advance } of shown.pieces) {
      this.#doc.font(font).fontSize(size).fillColor(colour).text(piece, at, this.#y, { lineBreak: false });
      at += advance;
    }
  }

  #measured(text: string, size: number, weight: Weight) {
    const parts = pieces(text, weight, (font, codePoint) => this.#has(font, codePoint)).map((piece) => ({
      ...piece,
      width: this.#doc.font(piece.font).fontSize(size).widthOfString(piece.text),
    }));
    return { pieces: parts, width: parts.reduce((sum, { width }) => sum + width, 0) };
  }

  #has(name: string, codePoint: number): boolean {
    const known = this.#fonts.get(name) ?? this.#opened(name);
    return known.hasGlyphForCodePoint(codePoint);
  }

  /** pdfkit's own reading of the file; its types do not name it. */
  #opened(name: string): Font {
    this.#doc.font(name);
    const { font } = (this.#doc as unknown as { _font: { font: Font } })._font;
    this.#fonts.set(name, font);
    return font;
  }
}

interface Style {
  x: number;
  width: number;
  align?: "right" | undefined;
  size?: number;
  weight?: Weight;
  colour?: string;
}
