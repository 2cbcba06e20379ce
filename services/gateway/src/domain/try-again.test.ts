import { expect, test } from "vitest";
import { isHarmless, mayTryAgain } from "./try-again.ts";

const command = { harmless: false, atHand: true };
const keyedCommand = { harmless: true, atHand: true };
const stream = { harmless: true, atHand: false };

test("what was never sent may always be sent to another replica", () => {
  expect([command, keyedCommand, stream].map((request) => mayTryAgain("not_sent", request))).toEqual([
    true,
    true,
    true,
  ]);
});

test("what a stopping replica turned away unseen may go to another, while its body is at hand", () => {
  expect(mayTryAgain("turned_away", command)).toBe(true);
  expect(mayTryAgain("turned_away", stream)).toBe(false);
});

test("a command without a key whose answer never came is not sent again: it may have been done", () => {
  expect(mayTryAgain("broke_off", command)).toBe(false);
  expect(mayTryAgain("broke_off", keyedCommand)).toBe(true);
});

test("a command that was answered with unavailable is sent again only with its key", () => {
  expect(mayTryAgain("unavailable", command)).toBe(false);
  expect(mayTryAgain("unavailable", keyedCommand)).toBe(true);
});

test("reading is harmless, and so is a command with an Idempotency-Key", () => {
  expect(isHarmless("GET", {})).toBe(true);
  expect(isHarmless("POST", {})).toBe(false);
  expect(isHarmless("POST", { "idempotency-key": "k1" })).toBe(true);
});
