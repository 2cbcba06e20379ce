import { describe, expect, test } from "vitest";
import { noon } from "../../test/messages.ts";
import { type GateQuestion, refusalOf } from "./gate.ts";

const aQuestion = (overrides: Partial<GateQuestion> = {}): GateQuestion => ({
  class: "service",
  contact: "usable",
  consent: { stopped: false, marketing: false },
  contactOptedOut: false,
  hasText: true,
  duplicate: false,
  expiresAt: "2026-11-23T04:00:00.000Z",
  ...overrides,
});

const refused = (overrides: Partial<GateQuestion>) => refusalOf(aQuestion(overrides), noon);
const answer = (overrides: Partial<GateQuestion>) => refused(overrides)?.reason ?? null;

const stopped = { stopped: true, marketing: false };
const wanted = { stopped: false, marketing: true };

describe("the gate", () => {
  test("service about one's own ticket needs no consent", () => expect(answer({})).toBeNull());

  test("service stops at an opt-out", () => expect(answer({ consent: stopped })).toBe("opted_out"));

  test("service stops at an opt-out word from the same number, whoever it was", () =>
    expect(answer({ contactOptedOut: true })).toBe("opted_out"));

  test("marketing needs a consent that was given", () => {
    expect(answer({ class: "marketing" })).toBe("no_consent");
    expect(answer({ class: "marketing", consent: wanted })).toBeNull();
    expect(answer({ class: "marketing", consent: { stopped: true, marketing: true } })).toBe("opted_out");
  });

  test("critical passes opt-outs, and nothing else", () => {
    const everything = { class: "critical", consent: stopped, contactOptedOut: true } as const;
    expect(answer(everything)).toBeNull();
    expect(answer({ ...everything, hasText: false })).toBe("no_template");
    expect(answer({ ...everything, contact: "erased" })).toBe("erased");
  });

  test("every refusal has its reason, and the person comes before the message", () => {
    expect(answer({ contact: "erased", hasText: false })).toBe("erased");
    expect(answer({ contact: "none" })).toBe("no_contact");
    expect(answer({ contact: "unusable" })).toBe("contact_invalid");
    expect(answer({ duplicate: true })).toBe("duplicate");
    expect(answer({ hasText: false })).toBe("no_template");
  });

  test("a number that takes calls only is refused with that reason, and so is who asked to be erased", () => {
    expect(refused({ contact: "landline" })).toEqual({ reason: "contact_invalid", detail: "landline" });
    expect(refused({ contact: "erasure_requested", class: "critical" })).toEqual({
      reason: "erased",
      detail: "erasure_requested",
    });
  });

  test("a message expires at its moment, not a millisecond later", () => {
    expect(answer({ expiresAt: noon })).toBe("expired");
    expect(answer({ expiresAt: "2026-11-22T04:00:00.001Z" })).toBeNull();
  });
});
