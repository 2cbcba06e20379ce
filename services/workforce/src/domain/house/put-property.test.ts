import { propertyState } from "@shouwen/contracts/events/workforce";
import { expect, test } from "vitest";
import { aProperty, now, propertyCommand } from "../../../test/workforce.ts";
import { evolveProperty, unknownProperty } from "./property.ts";
import { putProperty } from "./put-property.ts";

test("a property that nobody knew is said whole", () => {
  expect(putProperty(propertyCommand(), unknownProperty, now)).toEqual([
    propertyState.of({ ...propertyCommand(), updatedAt: now }),
  ]);
});

test("putting a property again as it is says nothing, so retries are safe", () => {
  expect(putProperty(propertyCommand(), aProperty(), now)).toEqual([]);
});

test("a changed property is said whole again, from now on", () => {
  const renamed = propertyCommand({ name: "湖畔酒店" });
  const [fact] = putProperty(renamed, aProperty(), now);
  expect(fact).toEqual(propertyState.of({ ...renamed, updatedAt: now }));
  if (fact)
    expect(evolveProperty(aProperty(), fact)).toEqual(aProperty({ name: "湖畔酒店", updatedAt: now }));
});
