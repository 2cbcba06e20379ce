import type { Bearer } from "@shouwen/test-kit/tokens";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Crew, openCrew } from "./crew.ts";

let crew: Crew;

beforeAll(async () => {
  crew = await openCrew();
});

afterAll(() => crew.service.close());

const staffFile = [
  "工号,姓名,英文名,角色,班组,技能,语言,直属主管,补偿额度",
  "2001,周黛安,Diana Zhou,主管,维修,complaints:5,中文、英文,,500",
  '2002,"林唯拓","Victor, Lin",员工,维修,plumbing:4；electrics,中文,2001,',
  "2003,赵敏,,员工,没有的班组,,中文,2001,",
  "2004,钱多,,员工,维修,,中文,9999,",
].join("\r\n");

const member = async (number: string) =>
  (await crew.get(`/v1/staff/stf_${crew.here.slice(4)}_${number}`, crew.manager())).body;

test("staff come from a file: good rows go in, bad ones are reported with line and column", async () => {
  const { status, body } = await crew.send("staff", staffFile);
  expect(status).toBe(200);
  expect(body).toEqual({
    total: 4,
    changed: 2,
    unchanged: 0,
    refused: 2,
    errors: [
      { line: 4, column: "班组", code: "invalid", message: expect.any(String) },
      { line: 5, column: "直属主管", code: "invalid", message: expect.any(String) },
    ],
  });
  expect(await member("2002")).toMatchObject({
    staffNumber: "2002",
    name: "林唯拓",
    nameEn: "Victor, Lin",
    teamIds: [crew.teamIn(crew.here)],
    supervisorId: (await member("2001")).staffId,
  });
  expect(await member("2001")).toMatchObject({ remedyLimit: { amountMinor: 50_000, currency: "CNY" } });
});

test("a file that is sent again changes nothing, with a mark at its beginning or without", async () => {
  const again = await crew.send("staff", `\ufeff${staffFile}`);
  expect(again.body).toMatchObject({ total: 4, changed: 0, unchanged: 2, refused: 2 });
});

test("a file of an older spreadsheet, in GB18030, is read as it was meant", async () => {
  // 工号,姓名 / 2005,李雷
  const bytes = Buffer.from("b9a4bac52cd0d5c3fb0a323030352cc0eec0d70a", "hex");
  expect((await crew.send("staff", bytes)).body).toMatchObject({ changed: 1, refused: 0 });
  expect(await member("2005")).toMatchObject({ name: "李雷" });
});

test("somebody new never gets the id of somebody else, whatever their number is", async () => {
  const numbers = ["A/1", "A 1", "A_1", "甲一"];
  const file = ["工号,姓名", ...numbers.map((number) => `${number},员工`)].join("\n");
  expect((await crew.send("staff", file)).body).toMatchObject({ changed: 4, refused: 0 });
  expect((await crew.send("staff", file)).body).toMatchObject({ unchanged: 4, refused: 0 });
  const { body } = await crew.get(`/v1/staff?propertyId=${crew.here}&limit=200`, crew.manager());
  const found = body.items.filter(({ staffNumber }: { staffNumber: string }) =>
    numbers.includes(staffNumber),
  );
  expect(new Set(found.map(({ staffId }: { staffId: string }) => staffId)).size).toBe(4);
});

test("a file without the columns that are needed is refused whole, and so is one that is no text", async () => {
  expect(await crew.send("staff", "姓名\n赵敏\n")).toMatchObject({
    status: 422,
    body: { type: "urn:shouwen:problem:import.lacks_columns", missing: [expect.stringContaining("工号")] },
  });
  expect((await crew.send("staff", Buffer.from([0x50, 0x4b, 0, 0, 1, 2]))).body.type).toContain(
    "import.no_text",
  );
});

const rotaFile = [
  "staff_number;date;shift",
  "2001;2027-05-01;A",
  "2001;2027/5/2;07:30-11:00 18:00-22:30",
  "2002;20270501;C班",
  "2002;2027年5月2日;休",
  "2002;2027-05-03;Q",
  "9999;2027-05-03;A",
].join("\n");

const shiftsOf = async (from: string, to: string) => {
  const { body } = await crew.get(`/v1/rota?propertyId=${crew.here}&from=${from}&to=${to}`, crew.manager());
  return body.items
    .map(({ staffId, date, pattern }: Record<string, string>) => [staffId?.slice(-4), date, pattern])
    .toSorted();
};

test("shifts come from a file, by pattern, by time, or as a day off", async () => {
  const { body } = await crew.send("rota", rotaFile);
  expect(body).toMatchObject({ total: 6, changed: 3, unchanged: 1, refused: 2 });
  expect(body.errors).toMatchObject([
    { line: 6, column: "shift" },
    { line: 7, column: "staff_number" },
  ]);
  expect(await shiftsOf("2027-05-01", "2027-05-31")).toEqual([
    ["2001", "2027-05-01", "A"],
    ["2001", "2027-05-02", null],
    ["2002", "2027-05-01", "C"],
  ]);
  expect((await crew.send("rota", rotaFile)).body).toMatchObject({ changed: 0, unchanged: 4, refused: 2 });
});

test("a corrected file replaces what it says anew, and a day off takes the shift out", async () => {
  const corrected = "工号,日期,班次\n2001,2027-05-01,C\n2001,2027-05-02,休\n";
  expect((await crew.send("rota", corrected)).body).toMatchObject({ changed: 2, refused: 0 });
  expect(await shiftsOf("2027-05-01", "2027-05-02")).toEqual([
    ["2001", "2027-05-01", "C"],
    ["2002", "2027-05-01", "C"],
  ]);
});

test("a row that overlaps what stands in the rota is refused with both shifts, and the others go in", async () => {
  const diana: Bearer & { sub: string } = { ...crew.manager(), sub: (await member("2001")).staffId };
  const night = await crew.enter(diana, {
    date: "2027-05-09",
    pattern: undefined,
    windows: [{ from: "22:00", to: "08:00" }],
  });
  const { body } = await crew.send("rota", "工号,日期,班次\n2001,2027-05-10,A\n2001,2027-05-11,A\n");
  expect(body).toMatchObject({
    changed: 1,
    refused: 1,
    errors: [
      { line: 2, column: "(row)", code: "shift.overlaps", facts: { overlaps: { shiftId: night.shiftId } } },
    ],
  });
});

test("only a manager sends staff, only who leads sends shifts, and only into a property that they see", async () => {
  const supervisor: Bearer = { ...crew.manager(), roles: ["supervisor"] };
  expect((await crew.send("staff", staffFile, supervisor)).status).toBe(403);
  expect((await crew.send("rota", rotaFile, supervisor)).status).toBe(200);
  expect((await crew.send("rota", rotaFile, { ...supervisor, roles: ["agent"] })).status).toBe(403);
  expect((await crew.send("rota", rotaFile, crew.manager(crew.there))).status).toBe(404);
});

test("a thousand rows go in as they come", async () => {
  const people = Array.from({ length: 50 }, (_, n) => `${3000 + n},员工${n}`);
  await crew.send("staff", ["工号,姓名", ...people].join("\n"));
  const rows = people.flatMap((_, n) =>
    Array.from(
      { length: 20 },
      (_day, day) => `${3000 + n},2027-06-${String(day + 1).padStart(2, "0")},${"ABCD"[n % 4]}`,
    ),
  );
  const { body } = await crew.send("rota", ["工号,日期,班次", ...rows].join("\n"));
  expect(body).toMatchObject({ total: 1_000, changed: 1_000, refused: 0, errors: [] });
});

test("of two rows about one thing the second is refused: nobody knows which one is meant", async () => {
  const staff = await crew.send("staff", "工号,姓名\n2008,林一\n2008,王二\n");
  expect(staff.body).toMatchObject({ changed: 1, refused: 1, errors: [{ line: 3, column: "工号" }] });
  expect(await member("2008")).toMatchObject({ name: "林一" });
  const rota = "工号,日期,班次\n2008,2027-06-01,A\n2008,2027-06-01,C\n";
  for (const changed of [1, 0])
    expect((await crew.send("rota", rota)).body).toMatchObject({
      changed,
      unchanged: 1 - changed,
      refused: 1,
      errors: [{ line: 3, column: "日期" }],
    });
});

test("a day off takes out a shift that was entered by hand, too", async () => {
  const by = { ...crew.manager(), sub: (await member("2008")).staffId };
  await crew.enter(by, { date: "2027-06-02", pattern: "A" });
  const off = "工号,日期,班次\n2008,2027-06-02,休\n";
  expect((await crew.send("rota", off)).body).toMatchObject({ changed: 1 });
  expect((await crew.send("rota", off)).body).toMatchObject({ changed: 0, unchanged: 1 });
  const left = (await shiftsOf("2027-06-02", "2027-06-02")).filter(([number]: string[]) => number === "2008");
  expect(left).toEqual([]);
});

test("dates are read as the file writes them; where that stays open it is refused with both readings", async () => {
  const open = await crew.send("rota", "工号,日期,班次\n2008,03/04/2027,A\n");
  expect(open).toMatchObject({
    status: 422,
    body: {
      type: "urn:shouwen:problem:import.dates_open",
      readings: { "day first": "2027-04-03", "month first": "2027-03-04" },
    },
  });
  const shown = await crew.send("rota", "工号,日期,班次\n2008.0,03/04/2027,A\n2008,03/25/2027,A\n");
  expect(shown.body).toMatchObject({ changed: 2, refused: 0 });
  expect(await shiftsOf("2027-03-04", "2027-03-04")).toContainEqual(["2008", "2027-03-04", "A"]);
});

test("a file stops after 10,000 rows that are wrong", async () => {
  const { status, body } = await crew.send("rota", `工号,日期,班次\n${'"a"b\n'.repeat(30_000)}`);
  expect(status).toBe(422);
  expect(body).toMatchObject({
    type: "urn:shouwen:problem:import.too_many_errors",
    most: 10_000,
    report: { errors: expect.arrayContaining([expect.objectContaining({ line: 2 })]) },
  });
});
