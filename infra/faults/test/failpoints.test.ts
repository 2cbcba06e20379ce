import { failpoints } from "@shouwen/event-bus/failpoint";
import { expect, test } from "vitest";
import { places, placesFor } from "../src/rows/processes.ts";

test("three seeds in a row arm every failpoint of every service, whichever seed is the first", () => {
  for (const first of [1, 901])
    for (const [name, mine] of Object.entries(places)) {
      const armed = [0, 1, 2].flatMap((offset) => placesFor(first + offset, mine));
      expect([name, armed.toSorted()]).toEqual([name, mine.toSorted()]);
    }
});

test("every failpoint that there is has a service in which it is armed", () => {
  expect(new Set(Object.values(places).flat())).toEqual(new Set(failpoints));
});
