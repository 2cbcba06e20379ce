import { apply, openStore, pendingFor } from "@shouwen/event-bus/aggregate-store";
import { openDatabase } from "@shouwen/event-bus/database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { emptyRota, rotaChanged } from "../src/domain/rota.ts";
import { rotaOf, unknownStaff } from "../src/domain/staff/staff.ts";
import { staffTable } from "../src/store/aggregates.ts";
import { type Crew, openCrew } from "./crew.ts";
import { aShift } from "./rota.ts";

let crew: Crew;

beforeAll(async () => {
  crew = await openCrew();
});

afterAll(() => crew.house.close());

test("two people change together or not at all: one who changed meanwhile undoes what was written of the other", async () => {
  const people = [await crew.hire("one"), await crew.hire("two")].map(({ sub }) => sub);
  const database = openDatabase({ url: crew.house.machineUrl, applicationName: "together" });
  const store = openStore(staffTable, {
    database,
    source: "/services/test",
    onRefusal: () => undefined,
    wake: () => undefined,
  });
  const decided = async () => {
    const { things, now } = await store.read(people);
    const pending = people.map((id) => {
      const one = pendingFor(id, things.get(id) ?? { state: unknownStaff, version: 0 });
      const shift = aShift({ shiftId: `shi_${id}`, propertyId: crew.here });
      const facts = [rotaChanged({ ...emptyRota, shifts: [shift] }, now)];
      apply(staffTable, one, { facts, cause: { actor: null, correlationId: "test" } });
      return one;
    });
    return { pending, now };
  };
  const shiftsOf = async () => {
    const { things } = await store.read(people);
    const rows = await crew.house.admin(
      `select id from workforce.shift where staff_id in ('${people.join("', '")}')`,
    );
    return [...[...things.values()].map(({ state }) => rotaOf(state).shifts.length), rows.length];
  };

  const stale = await decided();
  await crew.post("/v1/duty/on", crew.manager(), { body: { staffId: people[1] } });
  expect(await store.saveTogether(stale.pending, stale.now)).toBe(false);
  expect(await shiftsOf()).toEqual([0, 0, 0]);

  const fresh = await decided();
  expect(await store.saveTogether(fresh.pending, fresh.now)).toBe(true);
  expect(await shiftsOf()).toEqual([1, 1, 2]);
  await database.end();
});
