import type { FileRow } from "@shouwen/service-kit/csv-rows";
import { expect, test } from "vitest";
import { mappingFile } from "../domain/mapping.ts";
import { openFile } from "./open-file.ts";

const mapping = mappingFile.parse({
  name: "probe",
  title: "Probe",
  mode: "live",
  formats: ["csv", "ndjson"],
  system: "probe",
  requires: ["a", "b"],
  fields: { externalId: { column: "a" }, channel: { column: "b" } },
});

/** The bytes in pieces of a size that falls into the middle of lines, characters and quotes. */
async function* chunks(content: string | Buffer, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(content as string);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

const readAll = async (
  content: string | Buffer,
  format: "csv" | "ndjson" = "csv",
  size = 5,
): Promise<FileRow[]> => {
  const file = await openFile(chunks(content, size), mapping, format);
  const rows: FileRow[] = [];
  for await (const batch of file.batches) rows.push(...batch);
  return rows;
};

const problems = (rows: readonly FileRow[]) =>
  rows.flatMap((row) => ("problem" in row ? [[row.line, row.problem]] : []));
const good = (rows: readonly FileRow[]) =>
  rows.flatMap((row) => ("values" in row ? [[row.line, ...row.values]] : []));

test("rows are numbered by the line on which they begin", async () => {
  const rows = await readAll('a,b\r\n1,2\r\n"x\r\ny",3\r\n\r\n4,"5, ""6"""\r\n');
  expect(good(rows)).toEqual([
    [2, "1", "2"],
    [3, "x\ny", "3"],
    [6, "4", '5, "6"'],
  ]);
});

test("a byte order mark, semicolons, tabs and a missing last line end are no trouble", async () => {
  expect(good(await readAll("\ufeffa;b\n1;2"))).toEqual([[2, "1", "2"]]);
  expect(good(await readAll("a\tb\n1\t二"))).toEqual([[2, "1", "二"]]);
});

test.each([
  ['a,b\n1,"x" y\n3,4\n5,6\n', "a quote that closes too early"],
  ['a,b\n1,x"y\n3,4\n5,6\n', "a quote in the middle"],
  ['a,b\n1,"open\n3,4\n5,6\n', "a quote that never closes"],
])("a bad row costs itself and not the rows below it", async (content) => {
  const rows = await readAll(content);
  expect(problems(rows).map(([line]) => line)).toEqual([2]);
  expect(good(rows)).toEqual([
    [3, "3", "4"],
    [4, "5", "6"],
  ]);
});

test("a row with too many or too few columns is named", async () => {
  const rows = await readAll("a,b\n1,2,3\n4\n5,6\n");
  expect(problems(rows)).toEqual([
    [2, "has 3 columns where the header has 2"],
    [3, "has 1 column where the header has 2"],
  ]);
  expect(good(rows)).toEqual([[4, "5", "6"]]);
});

test("an overlong row is named once, and memory does not grow with it", async () => {
  const rows = await readAll(`a,b\n1,${"x".repeat(900_000)}\n3,4\n`, "csv", 65_536);
  expect(problems(rows)).toEqual([[2, "is longer than a row may be"]]);
  expect(good(rows)).toEqual([[3, "3", "4"]]);
});

test("a row that is no UTF-8 is named, and the others are read", async () => {
  const content = Buffer.concat([
    Buffer.from("a,b\n1,水\n3,"),
    Buffer.from([0xc4, 0xe3]),
    Buffer.from("\n5,灯\n"),
  ]);
  const rows = await readAll(content);
  expect(problems(rows).map(([line]) => line)).toEqual([3]);
  expect(good(rows).map(([line]) => line)).toEqual([2, 4]);
});

/** 漏水 and 灯不亮 in GB18030. */
const [leak, light] = [Buffer.from("c2a9cbae", "hex"), Buffer.from("b5c6b2bbc1c1", "hex")];

test("CSV as Chinese Excel saves it (GB18030) is read, however its bytes come in", async () => {
  const content = Buffer.concat([
    Buffer.from("a,b\r\n1,"),
    leak,
    Buffer.from('\r\n2,"'),
    light,
    Buffer.from('"\r\n'),
  ]);
  for (const size of [1, 5, 65_536])
    expect(good(await readAll(content, "csv", size))).toEqual([
      [2, "1", "漏水"],
      [3, "2", "灯不亮"],
    ]);
});

test("a row of such a file that is no text is named, and the others are read", async () => {
  const content = Buffer.concat([
    Buffer.from("a,b\n1,"),
    leak,
    Buffer.from("\n2,"),
    Buffer.from([0xff, 0xff]),
    Buffer.from("\n3,"),
    light,
  ]);
  const rows = await readAll(content);
  expect(problems(rows)).toEqual([[3, "holds bytes that are no text in the encoding of the file"]]);
  expect(good(rows)).toEqual([
    [2, "1", "漏水"],
    [4, "3", "灯不亮"],
  ]);
});

test("whoever stops early lets go of the file, also at its beginning", async () => {
  let isFree = false;
  async function* sent(): AsyncGenerator<Buffer> {
    try {
      for (;;) yield Buffer.from("a,b\n".repeat(1_000));
    } finally {
      isFree = true;
    }
  }
  const file = await openFile(sent(), mapping, "csv");
  for await (const _ of file.batches) break;
  await expect.poll(() => isFree).toBe(true);
});

test("a sender who holds still is heard with what there is, and with the rest when it comes", async () => {
  const goOn = Promise.withResolvers<void>();
  async function* held(): AsyncGenerator<Buffer> {
    yield Buffer.from("a,b\n1,2\n");
    await goOn.promise;
    yield Buffer.from("3,4\n");
  }
  const file = await openFile(held(), mapping, "csv");
  goOn.resolve();
  const rows: FileRow[] = [];
  for await (const batch of file.batches) rows.push(...batch);
  expect(good(rows)).toEqual([
    [2, "1", "2"],
    [3, "3", "4"],
  ]);
});

test("NDJSON gives its values by name; what is no object is named", async () => {
  const rows = await readAll('{"b":2,"a":"1"}\n\nnonsense\n{"a":["x"]}\n{"a":null,"b":true}\n', "ndjson");
  expect(good(rows)).toEqual([
    [1, "1", "2"],
    [5, "", "true"],
  ]);
  expect(problems(rows).map(([line]) => line)).toEqual([3, 4]);
});

test.each<[content: string | Buffer, what: string]>([
  ["", "nothing"],
  [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0]), "a picture"],
  [Buffer.from("a,b\n1,2\n", "utf16le"), "UTF-16"],
  ["1,2\n3,4\n", "no header"],
  ["a,c\n3,4\n", "another header"],
])("a file that cannot be right is refused before its first row", async (content) => {
  await expect(readAll(content, "csv", 65_536)).rejects.toMatchObject({ kind: "unprocessable" });
});

test("a missing column is named, and nothing of the file is repeated", async () => {
  await expect(readAll("13800138000,a\n")).rejects.toMatchObject({
    code: "import.wrong_header",
    facts: { missing: ["b"] },
  });
});

test("NDJSON whose first line is no object is refused", async () => {
  await expect(readAll("a,b\n", "ndjson")).rejects.toMatchObject({ code: "import.not_text" });
});
