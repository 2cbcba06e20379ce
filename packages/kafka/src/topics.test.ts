import { expect, test } from "vitest";
import { topicConflicts } from "./topics.ts";

const wanted = [{ name: "shouwen.ticket", partitions: 12, cleanup: "delete" as const }];
const existing = { name: "shouwen.ticket", partitions: 12, cleanup: "delete" };

test("a topic that is as declared, or not there yet, is no conflict", () => {
  expect(topicConflicts(wanted, [existing])).toEqual([]);
  expect(topicConflicts(wanted, [])).toEqual([]);
});

test("a topic with another number of partitions is refused: keys would change their partition", () => {
  expect(topicConflicts(wanted, [{ ...existing, partitions: 6 }])).toEqual([
    "shouwen.ticket has 6 partitions, not 12: events of one key would leave their order",
  ]);
});

test("a topic of facts that is compacted is refused: facts would be lost", () => {
  expect(topicConflicts(wanted, [{ ...existing, cleanup: "compact" }])).toEqual([
    "shouwen.ticket has cleanup.policy=compact, not delete",
  ]);
});
