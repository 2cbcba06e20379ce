import { Readable } from "node:stream";
import { rejection } from "@shouwen/event-bus/rejection";
import { expect, test } from "vitest";
import { bytesOf, openCsv } from "./csv-file.ts";
import { takeRows } from "./csv-report.ts";

const columns = {
  number: { names: ["staff number", "工号"], required: true },
  name: { names: ["姓名"], required: true },
  role: { names: ["岗位"] },
} as const;

const open = (content: string | Buffer) => openCsv(Readable.from([Buffer.from(content as string)]), columns);

const cellsOf = async (content: string | Buffer) => {
  const file = await open(content);
  const cells: object[] = [];
  for await (const rows of file.rows)
    for (const row of rows) cells.push("values" in row ? file.cells(row.values) : row);
  return cells;
};

test("columns are understood in any of their names, however these are written, and stand in any order", async () => {
  const one = [{ number: "1008", name: "林唯拓" }];
  expect(await cellsOf("工号,姓名\n1008,林唯拓\n")).toEqual(one);
  expect(await cellsOf("\ufeff姓名;备注;Staff_Number\r\n林唯拓;x;1008\r\n")).toEqual(one);
});

test("a file that is not UTF-8 is read as GB18030", async () => {
  // 工号,姓名 / 2005,李雷
  const bytes = Buffer.from("b9a4bac52cd0d5c3fb0a323030352cc0eec0d70a", "hex");
  expect(await cellsOf(bytes)).toEqual([{ number: "2005", name: "李雷" }]);
});

test("one broken character does not make a file of another encoding", async () => {
  const rows = "工号,姓名\n1001,王伟\n1002,林一\n";
  const broken = Buffer.concat([
    Buffer.from(rows),
    Buffer.from("1003,"),
    Buffer.from([0xe7, 0x8e]),
    Buffer.from("\n"),
  ]);
  const read = [
    { number: "1001", name: "王伟" },
    { number: "1002", name: "林一" },
    { line: 4, problem: expect.stringContaining("UTF-8") },
  ];
  expect(await cellsOf(broken)).toEqual(read);
  const marked = Buffer.concat([
    Buffer.from("\ufeffnumber,姓名\n1,"),
    Buffer.from([0xce, 0xb0]),
    Buffer.from([0xff]),
    Buffer.from("\n"),
  ]);
  expect(await cellsOf(marked)).toMatchObject([{ line: 2 }]);
});

test("a file that lacks a column, or is no text, is refused before any row of it", async () => {
  await expect(open("姓名\n林唯拓\n")).rejects.toMatchObject({
    code: "import.lacks_columns",
    facts: { missing: ["number / staff number / 工号"] },
  });
  for (const content of [Buffer.from([0x50, 0x4b, 0, 1]), "", Buffer.from([0xff, 0xff, 0xff])])
    await expect(open(content)).rejects.toMatchObject({ code: "import.no_text" });
});

test("a file larger than allowed is not read to its end", async () => {
  const read = async () => {
    for await (const _ of bytesOf(Readable.from([Buffer.alloc(10), Buffer.alloc(10)]), 15));
  };
  await expect(read()).rejects.toMatchObject({ statusCode: 413 });
});

const taken = rejection("row.taken", "conflict", "Somebody has it");

test("good rows go in, bad ones are reported by line and by the file's own name of the column", async () => {
  const file = await open('工号,姓名,岗位\n1,a,x\n2,b,bad\n3,c\n4,d,said\n"5,e,x\n');
  const report = await takeRows(
    file,
    async ({ role, number }) => {
      if (role === "bad") return [{ field: "role", message: "is no role" }];
      if (role === "said") throw taken({ by: "stf_x" });
      return number === "1";
    },
    ({ number = "" }) => number,
  );
  expect(report).toMatchObject({ total: 5, changed: 1, unchanged: 0, refused: 4 });
  expect(report.errors).toMatchObject([
    { line: 3, column: "岗位", code: "invalid" },
    { line: 4, column: "(row)", code: "unreadable" },
    { line: 5, column: "(row)", code: "row.taken", facts: { by: "stf_x" } },
    { line: 6, column: "(row)", code: "unreadable" },
  ]);
});

test("rows of one person are taken one after the other, and what is wrong with us is thrown on", async () => {
  let running = 0;
  const order: string[] = [];
  const file = await open("工号,姓名\n1,a\n1,b\n1,c\n");
  await takeRows(
    file,
    async ({ name = "" }) => {
      running += 1;
      expect(running).toBe(1);
      await Promise.resolve();
      order.push(name);
      running -= 1;
      return true;
    },
    ({ number = "" }) => number,
  );
  expect(order).toEqual(["a", "b", "c"]);
  const broken = await open("工号,姓名\n1,a\n");
  await expect(
    takeRows(
      broken,
      () => Promise.reject(new Error("the database is gone")),
      () => "",
    ),
  ).rejects.toThrow("the database is gone");
});

test("a file in Chinese is answered in Chinese, another in English, of both problems and cells", async () => {
  const wrong = async (content: string) => {
    const report = await takeRows(
      await open(content),
      async () => [{ field: "name", message: { en: "is no name", "zh-CN": "不是姓名" } }],
      () => "",
    );
    return report.errors.map(({ message }) => message);
  };
  expect(await wrong("工号,姓名\n1,a\n2\n")).toEqual(["不是姓名", "有 1 列，而表头有 2 列"]);
  const english = { number: { names: [] }, name: { names: [] } } as const;
  const file = await openCsv(Readable.from([Buffer.from("number,name\n2\n")]), english);
  const { errors } = await takeRows(
    file,
    async () => true,
    () => "",
  );
  expect(errors).toMatchObject([{ message: "has 1 column where the header has 2" }]);
});

test("cells come without what a spreadsheet wrote around them", async () => {
  expect(await cellsOf('工号,姓名\n="0138",\'0139\n')).toEqual([{ number: "0138", name: "0139" }]);
});

test("dates with the day and the month in doubt wait for one that shows the order of the file", async () => {
  const dated = { day: { names: ["日期"], required: true, isDate: true } } as const;
  const orderOf = async (content: string) => {
    const file = await openCsv(Readable.from([Buffer.from(content)]), dated);
    for await (const rows of file.rows) if (rows.length > 0) return file.order();
    return undefined;
  };
  expect(await orderOf("日期\n03/04/2027\n13/04/2027\n")).toBe("day first");
  await expect(orderOf("日期\n03/04/2027\n")).rejects.toMatchObject({ code: "import.dates_open" });
});

test("a file stops after 10,000 rows that are wrong", async () => {
  const file = await open(`工号,姓名\n${"x\n".repeat(20_000)}`);
  await expect(
    takeRows(
      file,
      async () => true,
      () => "",
    ),
  ).rejects.toMatchObject({ code: "import.too_many_errors", facts: { most: 10_000 } });
});
