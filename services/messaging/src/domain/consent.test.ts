import { describe, expect, test } from "vitest";
import { after, noon } from "../../test/messages.ts";
import {
  type ConsentState,
  consentOn,
  evolveConsent,
  giveConsent,
  liftStop,
  noConsent,
  type Saying,
  withdrawConsent,
} from "./consent.ts";

const later = after(noon, 60_000);

const aSaying = (overrides: Partial<Saying> = {}): Saying => ({
  profileId: "pro_li",
  channel: "sms",
  scope: "all",
  at: noon,
  proof: { source: "form", text: "sealed:v1:pro_li:form", by: "stf_maya" },
  ...overrides,
});

const give = (saying: Partial<Saying>, state: ConsentState = noConsent) =>
  giveConsent(aSaying(saying), state, later).reduce(evolveConsent, state);
const withdraw = (saying: Partial<Saying>, state: ConsentState = noConsent) =>
  withdrawConsent(aSaying(saying), state, later).reduce(evolveConsent, state);

describe("what a person allows", () => {
  test("who never said anything hears of their own ticket and gets no marketing", () => {
    expect(consentOn(noConsent, "sms")).toEqual({ stopped: false, marketing: false });
  });

  test("the word is kept with its proof, and is one event", () => {
    const state = give({ scope: "marketing" });
    expect(state.entries).toEqual([
      {
        what: "given",
        channel: "sms",
        scope: "marketing",
        at: noon,
        source: "form",
        text: "sealed:v1:pro_li:form",
        by: "stf_maya",
      },
    ]);
    expect(state).toMatchObject({ told: 1, proof: null });
    expect(consentOn(state, "sms")).toEqual({ stopped: false, marketing: true });
    expect(consentOn(state, "email").marketing).toBe(false);
  });

  test("an opt-out of everything stops everything; a yes to marketing alone does not lift it", () => {
    const out = withdraw({});
    expect(consentOn(out, "sms")).toEqual({ stopped: true, marketing: false });
    expect(consentOn(give({ scope: "marketing", at: later }, out), "sms").stopped).toBe(true);
    expect(consentOn(give({ at: later }, out), "sms")).toEqual({ stopped: false, marketing: true });
  });

  test("a no to marketing leaves service alone", () => {
    const state = withdraw({ scope: "marketing" }, give({ scope: "marketing" }));
    expect(consentOn(state, "sms")).toEqual({ stopped: false, marketing: false });
    expect(state.entries).toHaveLength(2);
  });

  test("who never said yes can still say no to marketing, and it is kept", () => {
    expect(withdraw({ scope: "marketing" }).entries).toHaveLength(1);
  });

  test("saying the same again says nothing", () => {
    const given = give({});
    expect(giveConsent(aSaying(), given, later)).toEqual([]);
    expect(giveConsent(aSaying({ scope: "marketing" }), given, later)).toEqual([]);
    const out = withdraw({});
    expect(withdrawConsent(aSaying(), out, later)).toEqual([]);
    expect(withdrawConsent(aSaying({ scope: "marketing" }), out, later)).toEqual([]);
    const noMarketing = withdraw({ scope: "marketing" });
    expect(withdrawConsent(aSaying({ scope: "marketing" }), noMarketing, later)).toEqual([]);
  });

  test("an old form that is entered today does not undo what was said since", () => {
    const out = withdraw({ at: noon });
    expect(() => giveConsent(aSaying({ at: after(noon, -1) }), out, later)).toThrow(
      expect.objectContaining({ code: "consent.said_before", facts: { saidAt: noon } }),
    );
  });

  test("nobody can have said it after now", () => {
    expect(() => giveConsent(aSaying({ at: after(later, 1) }), noConsent, later)).toThrow(
      expect.objectContaining({ code: "consent.in_the_future" }),
    );
  });

  test("a word without its proof is a fault of ours", () => {
    const [, word] = giveConsent(aSaying(), noConsent, later);
    if (!word) throw new Error("no word");
    expect(() => evolveConsent(noConsent, word)).toThrow("without its proof");
  });
});

describe("who wants to be written to again", () => {
  const lift = (state: ConsentState) =>
    liftStop(aSaying({ at: later }), state, later).reduce(evolveConsent, state);

  test("hears of their matters again, and gets advertisements only where they did before", () => {
    expect(consentOn(lift(withdraw({})), "sms")).toEqual({ stopped: false, marketing: false });
    const wanted = withdraw({ at: noon }, give({ scope: "marketing" }));
    expect(consentOn(lift(wanted), "sms")).toEqual({ stopped: false, marketing: true });
  });

  test("says nothing where nothing was stopped, and on no other channel", () => {
    expect(lift(noConsent)).toEqual(noConsent);
    const stopped = withdraw({ channel: "email" });
    expect(lift(stopped)).toEqual(stopped);
  });
});
