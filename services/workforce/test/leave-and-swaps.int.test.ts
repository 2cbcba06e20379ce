import { eventually } from "@shouwen/test-kit/eventually";
import type { Bearer } from "@shouwen/test-kit/tokens";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Crew, dayMs, inShanghai, openCrew } from "./crew.ts";

let crew: Crew;

const dateIn = (days: number) => inShanghai(Date.now() + days * dayMs).date;

beforeAll(async () => {
  crew = await openCrew();
});

afterAll(() => crew.service.close());

test("leave: asked, granted by somebody else, begun and ended by the clock, with who stands in", async () => {
  const [victor, amy] = [await crew.hire("c1"), await crew.hire("c2")];
  await crew.post("/v1/duty/on", victor);
  const asking = { kind: "annual", firstDate: dateIn(1), lastDate: dateIn(2), substituteId: amy.sub };
  const shift = await crew.enter(victor, { date: dateIn(1) });
  const asked = await crew.post("/v1/absences", victor, { body: asking, key: "once" });
  expect(asked).toMatchObject({
    status: 201,
    body: { status: "asked", shifts: [{ shiftId: shift.shiftId }] },
  });
  const { absenceId } = asked.body;
  expect((await crew.post("/v1/absences", victor, { body: asking, key: "once" })).body.absenceId).toBe(
    absenceId,
  );
  const approve = `/v1/absences/${absenceId}/approve`;
  expect((await crew.post(approve, victor)).status).toBe(403);
  expect(await crew.post(approve, crew.manager())).toMatchObject({
    status: 409,
    body: { type: "urn:shouwen:problem:absence.meets_shifts", shifts: [{ shiftId: shift.shiftId }] },
  });
  const granted = await crew.post(approve, crew.manager(), { body: { removeShifts: true } });
  expect(granted.body).toMatchObject({ status: "approved", decidedBy: crew.manager().sub });
  expect((await crew.enter(victor, { date: dateIn(1) })).body.type).toContain("shift.during_absence");
  await crew.letTimeCome(victor, "{rota,absences,0,from}");
  await eventually(() =>
    expect(crew.stateOf(victor)).toMatchObject({
      onDuty: false,
      substituteId: amy.sub,
      absentUntil: asked.body.to,
    }),
  );
  expect((await crew.post("/v1/duty/on", victor)).body.type).toContain("duty.on_leave");
  await crew.letTimeCome(victor, "{rota,absences,0,to}");
  await eventually(() =>
    expect(crew.stateOf(victor)).toMatchObject({ substituteId: null, absentUntil: null }),
  );
  const mine = await crew.get(`/v1/absences?propertyId=${crew.here}`, victor);
  expect(mine.body.items).toMatchObject([{ absenceId, status: "over" }]);
  expect((await crew.get(`/v1/absences?propertyId=${crew.here}`, amy)).body.items).toEqual([]);
});

test("leave is refused, and taken back while it runs", async () => {
  const [victor, amy] = [await crew.hire("c3"), await crew.hire("c4")];
  const asking = { kind: "sick", firstDate: dateIn(0), lastDate: dateIn(0), substituteId: amy.sub };
  const first = await crew.post("/v1/absences", victor, { body: asking });
  await crew.post(`/v1/absences/${first.body.absenceId}/refuse`, crew.manager());
  const second = await crew.post("/v1/absences", victor, { body: asking });
  await crew.post(`/v1/absences/${second.body.absenceId}/approve`, crew.manager());
  await eventually(() => expect(crew.stateOf(victor)).toMatchObject({ substituteId: amy.sub }));
  expect((await crew.post(`/v1/absences/${second.body.absenceId}/cancel`, amy)).status).toBe(403);
  await crew.post(`/v1/absences/${second.body.absenceId}/cancel`, victor);
  await eventually(() =>
    expect(crew.stateOf(victor)).toMatchObject({ substituteId: null, absentUntil: null }),
  );
  const { body } = await crew.get(
    `/v1/absences?propertyId=${crew.here}&staffId=${victor.sub}`,
    crew.manager(),
  );
  expect(body.items.map(({ status }: { status: string }) => status).toSorted()).toEqual(["over", "refused"]);
});

test("two people exchange shifts: both rotas change, once both and a supervisor have agreed", async () => {
  const [victor, amy] = [await crew.hire("d1"), await crew.hire("d2")];
  const mine = await crew.enter(victor, { date: "2027-03-10" });
  const theirs = await crew.enter(amy, { date: "2027-03-11" });
  const offer = { shiftId: mine.shiftId, withStaffId: amy.sub, theirShiftId: theirs.shiftId };
  const { body: swap } = await crew.post("/v1/swaps", victor, { body: offer, key: "offer" });
  expect(swap).toMatchObject({ status: "offered", staffId: victor.sub });
  const step = (name: string, as: Bearer) => crew.post(`/v1/swaps/${swap.swapId}/${name}`, as);
  expect((await step("approve", crew.manager())).body.type).toContain("swap.settled");
  expect((await step("accept", victor)).status).toBe(403);
  expect((await step("accept", amy)).body.status).toBe("accepted");
  expect((await step("approve", crew.manager())).body.status).toBe("approved");
  expect((await step("approve", crew.manager())).body.status).toBe("approved");
  const query = `propertyId=${crew.here}&from=2027-03-10&to=2027-03-11`;
  const { body } = await crew.get(`/v1/rota?${query}`, amy);
  expect(body.items.map(({ shiftId, staffId }: Record<string, string>) => [shiftId, staffId])).toEqual([
    [mine.shiftId, amy.sub],
    [theirs.shiftId, victor.sub],
  ]);
  const listed = await crew.get(`/v1/swaps?propertyId=${crew.here}&staffId=${amy.sub}`, victor);
  expect(listed.body.items).toMatchObject([{ swapId: swap.swapId, status: "approved" }]);
});

test("exchanges of one shift that are approved at one moment: one of them takes place, and no shift is lost or doubled", async () => {
  const people = await Promise.all(["e1", "e2", "e3"].map((name) => crew.hire(name)));
  const [one, two, three] = people as [Bearer, Bearer, Bearer];
  const shifts = await Promise.all(people.map((who, n) => crew.enter(who, { date: `2027-03-1${5 + n}` })));
  const [first, second, third] = shifts.map(({ shiftId }) => shiftId);
  const offers = [
    [two, { shiftId: second, withStaffId: one.sub, theirShiftId: first }, one],
    [three, { shiftId: third, withStaffId: one.sub, theirShiftId: first }, one],
  ] as const;
  const swaps: string[] = [];
  for (const [from, offer, to] of offers) {
    const { body } = await crew.post("/v1/swaps", from, { body: offer });
    await crew.post(`/v1/swaps/${body.swapId}/accept`, to);
    swaps.push(body.swapId);
  }
  const answers = await Promise.all(swaps.map((id) => crew.post(`/v1/swaps/${id}/approve`, crew.manager())));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  const rows = await crew.service.query<{ staff_id: string }>(
    `select id, staff_id from workforce.shift where id in ('${first}', '${second}', '${third}') order by id`,
  );
  expect(rows).toHaveLength(3);
  expect(new Set(rows.map(({ staff_id }) => staff_id)).size).toBe(3);
});

test("with who leaves the company, shifts, leave and exchanges end, and nobody's state names them", async () => {
  const [victor, amy, diana] = [await crew.hire("f1"), await crew.hire("f2"), await crew.hire("f3")];
  const { body: known } = await crew.get(`/v1/staff/${victor.sub}`, victor);
  const { staffId, onDuty, onDutySince, employed, updatedAt, ...described } = known;
  await crew.put(`/v1/staff/${victor.sub}`, { ...described, supervisorId: amy.sub });
  const theirs = await crew.enter(amy, { date: "2027-03-20" });
  const mine = await crew.enter(victor, { date: "2027-03-21" });
  await crew.post("/v1/swaps", victor, {
    body: {
      shiftId: mine.shiftId,
      withStaffId: amy.sub,
      theirShiftId: theirs.shiftId,
    },
  });
  await crew.post("/v1/duty/on", diana);
  await crew.post("/v1/duty/off", diana, { body: { substituteId: amy.sub } });
  await eventually(() => expect(crew.stateOf(diana)).toMatchObject({ substituteId: amy.sub }));
  await crew.post(`/v1/staff/${amy.sub}/leave`, crew.manager());
  await eventually(() => {
    expect(crew.stateOf(diana)).toMatchObject({ substituteId: null });
    expect(crew.stateOf(victor)).toMatchObject({ supervisorId: null });
  });
  const rota = await crew.get(`/v1/rota?propertyId=${crew.here}&from=2027-03-20&to=2027-03-21`, victor);
  expect(rota.body.items).toMatchObject([{ shiftId: mine.shiftId }]);
  const { body } = await crew.get(`/v1/swaps?propertyId=${crew.here}&staffId=${victor.sub}`, victor);
  expect(body.items).toMatchObject([{ status: "withdrawn" }]);
});

test("leave, exchanges and shifts are listed page by page, each once", async () => {
  const victor = await crew.hire("g1");
  for (const day of [1, 2, 3]) {
    await crew.enter(victor, { date: `2027-07-0${day}` });
    const dates = { firstDate: `2027-08-0${day}`, lastDate: `2027-08-0${day}` };
    await crew.post("/v1/absences", victor, { body: { kind: "annual", ...dates } });
  }
  const pages = async (path: string, id: string): Promise<unknown[]> => {
    const seen: unknown[] = [];
    for (let cursor = ""; ; ) {
      const { body } = await crew.get(`${path}&limit=2${cursor}`, victor);
      seen.push(...body.items.map((item: Record<string, unknown>) => item[id]));
      if (body.next === null) return seen;
      cursor = `&cursor=${body.next}`;
    }
  };
  const about = `propertyId=${crew.here}&staffId=${victor.sub}`;
  for (const [path, id] of [
    [`/v1/rota?${about}&from=2027-07-01&to=2027-07-31`, "date"],
    [`/v1/absences?${about}`, "firstDate"],
  ] as const)
    expect(new Set(await pages(path, id)).size, path).toBe(3);
});

test("the same exchange approved by two people at one moment takes place once, for both of them", async () => {
  const [victor, amy] = [await crew.hire("h1"), await crew.hire("h2")];
  const mine = await crew.enter(victor, { date: "2027-09-01" });
  const theirs = await crew.enter(amy, { date: "2027-09-02" });
  const offer = { shiftId: mine.shiftId, withStaffId: amy.sub, theirShiftId: theirs.shiftId };
  const { body: swap } = await crew.post("/v1/swaps", victor, { body: offer });
  await crew.post(`/v1/swaps/${swap.swapId}/accept`, amy);
  const leaders = ["one", "two", "three"].map((name) => ({ ...crew.manager(), sub: `stf_leader_${name}` }));
  const answers = await Promise.all(leaders.map((as) => crew.post(`/v1/swaps/${swap.swapId}/approve`, as)));
  expect(answers.map(({ body }) => body.status)).toEqual(["approved", "approved", "approved"]);
  const rows = await crew.service.query<{ staff_id: string }>(
    `select staff_id from workforce.shift where id in ('${mine.shiftId}', '${theirs.shiftId}') order by date`,
  );
  expect(rows).toEqual([{ staff_id: amy.sub }, { staff_id: victor.sub }]);
});

test("a colleague of another property is not found, and nothing of their rota is told", async () => {
  const victor = await crew.hire("i1");
  const far = await crew.hire("i2", {}, crew.there);
  const mine = await crew.enter(victor, { date: "2027-09-10" });
  const as = crew.manager(crew.there);
  const theirs = await crew.enter(far, { date: "2027-09-10", propertyId: crew.there }, { as });
  const offer = { shiftId: mine.shiftId, withStaffId: far.sub, theirShiftId: theirs.shiftId };
  const { status, body } = await crew.post("/v1/swaps", victor, { body: offer });
  expect([status, body.type]).toEqual([404, "urn:shouwen:problem:staff.not_found"]);
  expect(body).not.toHaveProperty("shift");
});
