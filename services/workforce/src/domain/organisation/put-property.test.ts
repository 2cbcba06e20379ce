import { propertyState } from "@shouwen/contracts/events/workforce";
import { expect, test } from "vitest";
import { aProperty, now, propertyCommand } from "../../../test/workforce.ts";
import { noteLacks } from "./note-lacks.ts";
import { evolveProperty, unknownProperty } from "./property.ts";
import { putProperty } from "./put-property.ts";

test("a property that nobody knew is said whole, and lacks everything that makes it ready", () => {
  expect(putProperty(propertyCommand(), unknownProperty, now)).toEqual([
    propertyState.of({ ...propertyCommand(), lacks: ["owner", "team", "rota", "rules"], updatedAt: now }),
  ]);
});

test("a property of the past lacks nothing: nothing is asked of it", () => {
  const [fact] = putProperty(propertyCommand({ purpose: "history" }), unknownProperty, now);
  expect(fact?.data.lacks).toEqual([]);
});

test("a changed property still lacks what it lacked", () => {
  const [fact] = putProperty(propertyCommand({ name: "湖畔酒店" }), aProperty({ lacks: ["rota"] }), now);
  expect(fact?.data.lacks).toEqual(["rota"]);
});

test("what a property lacks is said when it changes, and only then", () => {
  const [fact] = noteLacks(["rota"], aProperty({ lacks: [] }), now);
  expect(fact?.data).toMatchObject({ lacks: ["rota"], updatedAt: now });
  expect(noteLacks(["rota"], aProperty({ lacks: ["rota"] }), now)).toEqual([]);
  expect(noteLacks([], aProperty(), now)).toHaveLength(1);
  expect(noteLacks(["rota"], unknownProperty, now)).toEqual([]);
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
