import { inflateSync } from "node:zlib";

/** A piece of text where the page shows it; `x` and `y` in points from the top left. */
export type PdfText = { text: string; x: number; y: number };
/** `content` is what draws the page, as the file holds it. */
export type PdfPage = { texts: PdfText[]; lines: string[]; content: string };

type PdfObject = { head: string; stream: Buffer };

// One after another, each stream skipped by its length: bytes of a font can look like the end of an object.
const readObjects = (pdf: Uint8Array): Map<number, PdfObject> => {
  const bytes = Buffer.from(pdf);
  const source = bytes.toString("latin1");
  const objects = new Map<number, PdfObject>();
  const opening = /(\d+) 0 obj\n/g;
  for (let found = opening.exec(source); found !== null; found = opening.exec(source)) {
    const start = opening.lastIndex;
    const end = source.indexOf("\nendobj", start);
    const stream = source.indexOf("\nstream\n", start);
    const hasStream = stream !== -1 && stream < end;
    const head = source.slice(start, hasStream ? stream : end);
    const from = stream + "\nstream\n".length;
    const to = hasStream ? from + Number(/\/Length (\d+)/.exec(head)?.[1]) : from;
    const raw = bytes.subarray(from, to);
    objects.set(Number(found[1]), { head, stream: head.includes("/FlateDecode") ? inflateSync(raw) : raw });
    opening.lastIndex = hasStream ? to : end;
  }
  return objects;
};

const readUnicode = (map: string): Map<string, string> => {
  const letters = new Map<string, string>();
  for (const [, code = "", units = ""] of map.matchAll(/<([0-9a-f]{4})> <([0-9a-f]+)>\n/g)) {
    letters.set(code, String.fromCharCode(...(units.match(/.{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16))));
  }
  return letters;
};

/**
 * The text of a PDF that this project drew, by page, with its place. It reads the letters through the fonts'
 * Unicode maps, as a screen reader and a search do, so a test that finds a name here knows that people can too.
 */
export const readPdf = (pdf: Uint8Array): PdfPage[] => {
  const objects = readObjects(pdf);
  const refer = (head: string, key: string) => objects.get(Number(new RegExp(`/${key} (\\d+) 0 R`).exec(head)?.[1]));
  const fontsOf = (page: PdfObject): Map<string, Map<string, string>> => {
    const resources = refer(page.head, "Resources")?.head ?? page.head;
    const fonts = new Map<string, Map<string, string>>();
    for (const [, name = "", id = ""] of resources.matchAll(/\/(T\d+) (\d+) 0 R/g)) {
      const map = refer(objects.get(Number(id))?.head ?? "", "ToUnicode");
      fonts.set(name, readUnicode(map?.stream.toString("latin1") ?? ""));
    }
    return fonts;
  };

  const kids = [...objects.values()]
    .find(({ head }) => head.includes("/Type /Pages"))
    ?.head.match(/\/Kids \[(.*?)\]/)?.[1];
  return [...(kids ?? "").matchAll(/(\d+) 0 R/g)].map(([, id]) => {
    const page = objects.get(Number(id));
    if (!page) throw new Error(`The PDF has no page ${id}.`);
    const fonts = fontsOf(page);
    const content = refer(page.head, "Contents")?.stream.toString("latin1") ?? "";
    const texts = [...content.matchAll(/BT .*? 1 0 0 -1 (\S+) (\S+) Tm (.*?) ET/g)].map(([, x, y, runs = ""]) => {
      const text = [...runs.matchAll(/\/(T\d+) \S+ Tf \[(.*?)\] TJ/g)].map(([, font = "", shown = ""]) =>
        [...shown.matchAll(/<([0-9a-f]+)>/g)]
          .flatMap(([, codes = ""]) => codes.match(/.{4}/g) ?? [])
          .map((code) => fonts.get(font)?.get(code) ?? "\uFFFD")
          .join(""),
      );
      return { text: text.join(""), x: Number(x), y: Number(y) };
    });
    const rows = Map.groupBy(texts, (text) => text.y);
    const lines = [...rows]
      .sort(([a], [b]) => a - b)
      .map(([, row]) =>
        row
          .sort((a, b) => a.x - b.x)
          .map(({ text }) => text)
          .join(" | "),
      );
    return { texts, lines, content };
  });
};
