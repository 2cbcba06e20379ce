import { describe, expect, test } from "vitest";
import { shippedTemplates } from "./shipped-templates.ts";
import { countSms } from "./sms-parts.ts";
import {
  render,
  roomForStaffText,
  type Template,
  type TemplateBody,
  templateBody,
  templateSetOf,
} from "./template.ts";
import { parseText } from "./template-text.ts";

const aBody = (text: string, overrides: Partial<TemplateBody> = {}) => ({
  name: "late_towels",
  class: "service",
  sms: { "zh-CN": text, en: text },
  ...overrides,
});

const problemsOf = (body: unknown): string[] =>
  templateBody.safeParse(body).error?.issues.map(({ message }) => message) ?? [];

const said = (text: string, values: Record<string, string> = {}) =>
  render(templateBody.parse(aBody(text)), { channel: "sms", language: "en" }, values)?.text;

describe("a text is checked before it is drafted", () => {
  test.each([
    ["{{ticketNumber}} {{roomKey}}", "There is no value roomKey"],
    ["{{ownerName}}", "A message may lack ownerName: put it into [[ … ]]"],
    ["[[{{ownerName}}", "[[ without ]]"],
    ["{{ownerName}}]]", "]] without [["],
    ["[[a [[b]] c]]", "[[ inside [[ … ]]"],
    ["{{ticket number}}", "{{ }} does not name a value"],
    ["{{ticketNumber", "{{ }} does not name a value"],
    ["{{ownerNam}}", "There is no value ownerNam"],
    ["编号｛｛ticketNumber｝｝", "｛｛ticketNumber｝｝ is sent as it stands: a value is named by {{ and }}"],
    ["编号{ticketNumber}", "{ticketNumber} is sent as it stands: a value is named by {{ and }}"],
    [`编号${"$"}{ticketNumber}`, `${"$"}{ticketNumber} is sent as it stands: a value is named by {{ and }}`],
    ["编号%ticketNumber%", "ticketNumber is sent as it stands: write {{ticketNumber}}"],
    ["编号<place>", "place is sent as it stands: write {{place}}"],
    ["[[{{place}} [summary]]]", "summary is sent as it stands: write {{summary}}"],
    ["No. ticketNumber", "ticketNumber is sent as it stands: write {{ticketNumber}}"],
    ["{{constructor}}", "There is no value constructor"],
    ["[[{{toString}}]]", "There is no value toString"],
    ["[[{{valueOf}}]]", "There is no value valueOf"],
  ])("%s", (...[text, problem]) => {
    expect(problemsOf(aBody(text))).toEqual([problem, problem]);
  });

  test("a text needs words for one channel, in both languages", () => {
    expect(problemsOf({ name: "late_towels", class: "service" })).toEqual(["Words for one channel at least"]);
    expect(templateBody.safeParse({ ...aBody("a"), sms: { en: "a" } }).success).toBe(false);
  });

  test("marketing says how to opt out, in each language", () => {
    const offer = { ...aBody(""), class: "marketing" };
    expect(problemsOf({ ...offer, sms: { "zh-CN": "双十一回T", en: "Sale. STOP to end" } })).toEqual([
      "Marketing must say how to opt out: 退订, STOP",
    ]);
    expect(problemsOf({ ...offer, sms: { "zh-CN": "双十一，回T退订", en: "Sale. STOP to end" } })).toEqual(
      [],
    );
  });

  test("a subject is one line", () => {
    const mail = { subject: "a\nb", text: "a" };
    expect(problemsOf({ name: "a_mail", class: "service", email: { "zh-CN": mail, en: mail } })).toHaveLength(
      2,
    );
  });
});

describe("a text is filled in", () => {
  test("values stand where they are named", () =>
    expect(said("No. {{ticketNumber}}!", { ticketNumber: "7" })).toBe("No. 7!"));

  test("a stretch is left out when one of its values is missing, and its words with it", () => {
    const text = "Hello.[[ {{ownerName}} ({{ownerNumber}}) helps.]] Bye.";
    expect(said(text, { ownerName: "Maya", ownerNumber: "7" })).toBe("Hello. Maya (7) helps. Bye.");
    expect(said(text, { ownerName: "Maya" })).toBe("Hello. Bye.");
  });

  test("a value is never read as a template", () => {
    expect(said("[[{{staffText}}]]", { staffText: "{{ticketNumber}} [[x]] $& $1" })).toBe(
      "{{ticketNumber}} [[x]] $& $1",
    );
  });

  test("a name that every object has prints nothing, also from a text that was approved before it was refused", () => {
    const sms = { "zh-CN": "a{{constructor}}[[b{{toString}}]]", en: "a{{constructor}}[[b{{toString}}]]" };
    const old = { ...templateBody.parse(aBody("a")), sms };
    expect(render(old, { channel: "sms", language: "en" }, {})?.text).toBe("a");
  });

  test("summary and place are words, too", () =>
    expect(said("A summary of this place [[{{place}}]]", { place: "1203" })).toBe(
      "A summary of this place 1203",
    ));

  test("nothing is cut in an SMS: what does not fit is left out whole, the longest first; an e-mail has all", () => {
    const mail = { subject: "{{ticketNumber}}", text: "[[{{staffText}}]]" };
    const body = templateBody.parse({
      ...aBody("{{ticketNumber}}[[ {{place}}]][[ {{staffText}}]]"),
      maxSmsParts: 2,
      email: { "zh-CN": mail, en: mail },
    });
    const values = { ticketNumber: "7", place: "1203", staffText: "x".repeat(299) };
    expect(render(body, { channel: "sms", language: "en" }, values)?.text).toBe(`7 1203 ${"x".repeat(299)}`);
    const longer = { ...values, staffText: "x".repeat(300) };
    expect(render(body, { channel: "sms", language: "en" }, longer)?.text).toBe("7 1203");
    expect(roomForStaffText(body, "en", values)).toBeNull();
    expect(roomForStaffText(body, "en", longer)).toBe(299);
    expect(roomForStaffText(body, "en", { ...longer, staffText: "修".repeat(300) })).toBe(127);
    expect(render(body, { channel: "email", language: "en" }, longer)).toEqual({
      subject: "7",
      text: longer.staffText,
    });
  });

  test("a link in an SMS is whole and touches nothing", () => {
    const link = `https://shouwen.example/s/${"a1".repeat(60)}?x=1&y=%E4%BF%AE#top`;
    expect(said("请点[[{{staffText}}]]。", { staffText: link })).toBe(`请点 ${link} 。`);
  });

  test("a line break in a value does not break the subject", () => {
    const mail = { subject: "[[{{summary}}]]", text: "a" };
    const body = templateBody.parse({ name: "a_mail", class: "service", email: { "zh-CN": mail, en: mail } });
    expect(render(body, { channel: "email", language: "en" }, { summary: "a\r\nBcc: b" })?.subject).toBe(
      "a Bcc: b",
    );
  });

  test("a channel without words has none", () => {
    const body = templateBody.parse(aBody("a"));
    expect(render(body, { channel: "email", language: "en" }, {})).toBeNull();
    expect(render(body, { channel: "staff_inbox", language: "en" }, {})).toBeNull();
  });

  test("a text that nobody has checked stands for itself", () => {
    expect(
      render(
        { ...templateBody.parse(aBody("a")), sms: { "zh-CN": "]]", en: "]]" } },
        { channel: "sms", language: "en" },
        {},
      )?.text,
    ).toBe("]]");
  });

  test("an empty text has no parts", () => expect(parseText("")).toEqual({ parts: [] }));
});

describe("which version counts", () => {
  const aTemplate = (version: number, scope: string): Template => ({
    version,
    scope,
    body: templateBody.parse(aBody("a")),
  });
  const templateSet = templateSetOf([
    aTemplate(3, "prp_lakeside"),
    aTemplate(1, "group"),
    aTemplate(4, "group"),
    aTemplate(2, "prp_lakeside"),
  ]);

  test("the property's own newest, else the group's newest", () => {
    expect(templateSet.inForce("late_towels", "prp_lakeside")?.version).toBe(3);
    expect(templateSet.inForce("late_towels", "prp_other")?.version).toBe(4);
    expect(templateSet.inForce("unknown_name", "prp_other")).toBeUndefined();
  });

  test("a message keeps the version that it was written with", () => {
    expect(templateSet.version("late_towels", 2)?.scope).toBe("prp_lakeside");
    expect(templateSet.version("late_towels", 9)).toBeUndefined();
    expect(templateSet.version("unknown_name", 1)).toBeUndefined();
  });
});

test("what ships names the owner with the staff number, and costs three parts at most", () => {
  const values = {
    propertyName: "云栖酒店",
    propertyPhone: "0571-88886666",
    ticketNumber: "0A1B2C3D",
    ownerName: "王芳",
    ownerNumber: "1024",
    replyBy: "11月24日18:00",
    resolutionNote: "已更换温控面板，试机正常",
  };
  for (const { body } of shippedTemplates)
    for (const language of ["zh-CN", "en"] as const) {
      const text = render(body, { channel: "sms", language }, values)?.text ?? "";
      if (body.name.startsWith("ticket_") && body.name !== "ticket_update") expect(text).toContain("1024");
      expect(countSms(text).parts).toBeLessThanOrEqual(3);
      expect(render(body, { channel: "email", language }, values)?.subject).toContain("云栖酒店");
    }
});
