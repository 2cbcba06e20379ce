import { openStore } from "@shouwen/event-bus/aggregate-store";
import { openDatabase } from "@shouwen/event-bus/database";
import { decideTogether } from "@shouwen/event-bus/shell";
import { afterAll, beforeAll, expect, test } from "vitest";
import { emptyRota, rotaChanged } from "../src/domain/rota.ts";
import { rotaOf } from "../src/domain/staff/staff.ts";
import { staffTable } from "../src/store/aggregates.ts";
import { type Crew, openCrew } from "./crew.ts";
import { aShift } from "./rota.ts";

let crew: Crew;

beforeAll(async () => {
  crew = await openCrew();
});

afterAll(() => crew.service.close());

test("two people change together or not at all: one who changed meanwhile undoes what was written of the other", async () => {
  const people = [await crew.hire("one"), await crew.hire("two")].map(({ sub }) => sub);
  const database = openDatabase({ url: crew.service.machineUrl, applicationName: "together" });
  const store = openStore(staffTable, {
    database,
    source: "/services/test",
    onRefusal: () => undefined,
    wake: () => undefined,
  });
  const decideBoth = (before: () => Promise<void>) =>
    decideTogether(
      { ...store, saveTogether: (pending, now) => before().then(() => store.saveTogether(pending, now)) },
      people,
      {
        cause: { actor: null, correlationId: "test" },
        knowing: { consumer: "test", source: "/test", eventId: people.join(" ") },
        decide: (_states, now) =>
          people.map((id) => {
            const shift = aShift({ shiftId: `shi_${id}`, propertyId: crew.here });
            return [rotaChanged({ ...emptyRota, shifts: [shift] }, now)];
          }),
      },
    );
  const shiftsOf = async () => {
    const { things } = await store.read(people);
    const rows = await crew.service.query(
      `select id from workforce.shift where staff_id in ('${people.join("', '")}')`,
    );
    return [...[...things.values()].map(({ state }) => rotaOf(state).shifts.length), rows.length];
  };

  const comesOnDuty = () =>
    crew.post("/v1/duty/on", crew.manager(), { body: { staffId: people[1] } }).then(() => undefined);
  await expect(decideBoth(comesOnDuty)).rejects.toMatchObject({ code: "changed_meanwhile" });
  expect(await shiftsOf()).toEqual([0, 0, 0]);

  expect(await decideBoth(async () => undefined)).toHaveLength(2);
  expect(await shiftsOf()).toEqual([1, 1, 2]);
  await database.end();
});
