import { events, isStateTopic } from "@shouwen/contracts/catalogue";
import { callbackCompleted } from "@shouwen/contracts/events/callback";
import { requestReceived } from "@shouwen/contracts/events/request";
import {
  slaTargetBreached,
  ticketEscalated,
  ticketOwnerAssigned,
  ticketReprioritised,
} from "@shouwen/contracts/events/ticket";
import { sampleOf } from "@shouwen/contracts/fixtures";
import { sayPriority } from "@shouwen/contracts/priority";
import { expect, test } from "vitest";
import { both, type Names } from "./both.ts";
import { hasWords, leftOut, wordsOf } from "./words.ts";

const nobody: Names = { staff: () => undefined, team: () => undefined, property: () => undefined };
const maya: Names = { ...nobody, staff: (id) => (id ? both("王芳（0137）", "Maya (0137)") : undefined) };

const facts = events.filter(({ topic }) => !isStateTopic(topic));

test("every fact of the catalogue has words for the duty manager, or is left out on purpose", () => {
  const speechless = facts.map(({ type }) => type).filter((type) => !hasWords(type) && !leftOut.has(type));
  expect(speechless).toEqual([]);
});

test("every sample is said in Chinese and in English, with and without names", () => {
  for (const definition of facts.filter(({ type }) => !leftOut.has(type)))
    for (const names of [nobody, maya]) {
      const said = wordsOf(definition.type, sampleOf(definition), names);
      expect(said?.zh, definition.type).toMatch(/\p{Script=Han}/u);
      expect(said?.en, definition.type).toMatch(/^[\x20-\x7e]+$/);
    }
});

test("nothing sealed is ever said", () => {
  for (const definition of facts)
    expect(JSON.stringify(wordsOf(definition.type, sampleOf(definition), maya) ?? "")).not.toContain(
      "sealed:",
    );
});

test("the owner is named with name and staff number", () => {
  const said = wordsOf(ticketOwnerAssigned.type, sampleOf(ticketOwnerAssigned), maya);
  expect(said?.en).toContain("Owner assigned: Maya (0137)");
  expect(said?.zh).toContain("首问责任人：王芳（0137）");
});

test("a broken promise and a dissatisfied customer stand out", () => {
  const dissatisfied = sampleOf(callbackCompleted, { outcome: "dissatisfied", rating: 1 });
  expect(wordsOf(slaTargetBreached.type, sampleOf(slaTargetBreached), maya)?.tone).toBe("bad");
  expect(wordsOf(callbackCompleted.type, dissatisfied, maya)?.tone).toBe("bad");
});

test("an escalation says to whom it went and why", () => {
  const data = sampleOf(ticketEscalated, { level: 2, nature: "hierarchic", reason: "target_breached" });
  expect(wordsOf(ticketEscalated.type, data, nobody)?.zh).toBe("已升级至部门负责人（已超时）");
});

test("an emergency is not one request among others", () => {
  expect(wordsOf(requestReceived.type, sampleOf(requestReceived, { kind: "emergency" }), nobody)?.tone).toBe(
    "bad",
  );
});

test("a complaint that is an emergency is not one complaint among others, and its priority has a name", () => {
  const leak = sampleOf(requestReceived, { kind: "complaint", ...sayPriority("emergency") });
  expect(wordsOf(requestReceived.type, leak, nobody)?.tone).toBe("bad");
  const raised = sampleOf(ticketReprioritised, sayPriority("emergency"));
  expect(wordsOf(ticketReprioritised.type, raised, nobody)?.zh).toContain("危急");
});

test("an event of a later version of the contracts is not shown in codes", () => {
  expect(wordsOf("ticket.teleported.v1", {}, nobody)).toBeUndefined();
});
