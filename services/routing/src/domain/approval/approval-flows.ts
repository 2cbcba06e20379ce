import { remedyKind } from "@shouwen/contracts/events/remedy";
import { role } from "@shouwen/contracts/events/workforce";
import { shownText } from "@shouwen/contracts/shown-text";
import { money } from "@shouwen/contracts/values";
import { z } from "zod";
import { field } from "./form-fields.ts";

const hourMs = 60 * 60_000;

const flowStep = z.object({
  id: z.string().regex(/^[a-z][a-z0-9_]{0,59}$/),
  name: shownText(80).describe("In Chinese"),
  nameEn: shownText(80).describe("In English"),
  roles: z.array(role).min(1).describe("Who may decide it"),
  department: z
    .string()
    .max(80)
    .optional()
    .describe("Only people of this department: its id or the last part of it"),
  needed: z.int().min(1).max(20).default(1).describe("How many of them must agree"),
  withinMs: z
    .int()
    .min(60_000)
    .max(90 * 24 * hourMs)
    .describe("By the clock on the wall"),
  whenOverdue: z
    .enum(["remind", "refuse"])
    .default("remind")
    .describe(
      "What comes of a step that nobody decides in time: those who could are reminded, or it is refused",
    ),
});

const flow = z.object({
  id: z.string().regex(/^[a-z][a-z0-9_]{0,59}$/),
  name: shownText(80),
  nameEn: shownText(80),
  fields: z.array(field).max(40).default([]).describe("What must be filled in"),
  amountRequired: z.boolean().default(false).describe("True: it cannot be asked for without what it costs"),
  amountAtMost: z
    .string()
    .max(60)
    .optional()
    .describe("The field of the form that it may not cost more than"),
  steps: z.array(flowStep).min(1).max(10),
});
export type Flow = z.output<typeof flow>;
export type FlowStep = z.output<typeof flowStep>;

/** Who must allow what: named steps in order, each with who decides, how many of them, and by when. */
export const approvalsPolicy = z.object({ flows: z.array(flow).min(1).max(100) });
export type ApprovalsPolicy = z.output<typeof approvalsPolicy>;

const customerService = {
  roles: ["supervisor" as const],
  department: "customer_service",
  withinMs: 24 * hourMs,
};
const dataTeam = { roles: ["manager" as const], withinMs: 48 * hourMs };
const asked = (name: string, label: string, labelEn: string) => ({ name, label, labelEn });
const optional = (name: string, label: string, labelEn: string) => ({
  name,
  label,
  labelEn,
  required: false,
});
const number = (name: string, label: string, labelEn: string) => ({
  name,
  label,
  labelEn,
  isNumber: true,
});
const whenHoldersDiffer = { requiredWhen: { field: "holder", differsFrom: "toHolder" } };
const whenTargetIs = (age: "old" | "new") => ({ field: "targetAge", is: age });

/** What is asked of each card that is given up; all of them must pass. 4折 pays 40 % and is a better card than 6.5折. */
const sourceCard = [
  asked("card", "转出卡号", "Card that is given up"),
  { ...asked("brand", "品牌", "Brand"), sameAs: "toBrand" },
  asked("holder", "持卡人", "Holder"),
  number("discountPercent", "折扣（40 即 4 折）", "What it pays of the list price, in percent"),
  {
    ...number("amountMinor", "并入金额（分）", "Amount that it brings, in fen"),
    atLeast: [
      { field: "topUpMinor", when: whenTargetIs("old") },
      { field: "openingMinor", when: whenTargetIs("new") },
    ],
  },
  {
    ...number("lastTopUpMinor", "最近一次充值（分）", "Its last single top-up, in fen"),
    atLeast: [
      { field: "upgradeStandardMinor", when: { field: "toDiscountPercent", lessThan: "discountPercent" } },
    ],
  },
  { ...optional("holderId", "持卡人证件复印件", "Copy of the holder's ID"), ...whenHoldersDiffer },
];

/** The flows of the product: merge of member cards, refund of a treatment, compensation above one's own authority. */
export const shippedApprovals: z.input<typeof approvalsPolicy> = {
  flows: [
    {
      id: "card_merge",
      name: "会员卡合并",
      nameEn: "Merge of member cards",
      fields: [
        {
          ...asked("cards", "转出卡", "Cards that are given up"),
          rows: { min: 1, max: 20, fields: sourceCard },
        },
        asked("toCard", "转入卡号", "Card that stays"),
        asked("toBrand", "转入卡品牌", "Brand of the card that stays"),
        asked("toHolder", "转入卡持卡人", "Holder of the card that stays"),
        number(
          "toDiscountPercent",
          "转入卡折扣",
          "What the card that stays pays of the list price, in percent",
        ),
        {
          ...asked("targetAge", "转入卡新旧", "Whether the card that stays is old or new"),
          choices: ["old", "new"],
        },
        {
          ...number("topUpMinor", "老卡充值额度（分）", "Top-up amount of the old card, in fen"),
          required: false,
          requiredWhen: whenTargetIs("old"),
        },
        {
          ...number("openingMinor", "新卡开卡额度（分）", "Opening amount of the new card, in fen"),
          required: false,
          requiredWhen: whenTargetIs("new"),
        },
        {
          ...number(
            "upgradeStandardMinor",
            "升级标准（分）",
            "Upgrade standard of the card that stays, in fen",
          ),
          required: false,
        },
        {
          ...optional(
            "toHolderId",
            "转入卡持卡人证件复印件",
            "Copy of the ID of the holder of the card that stays",
          ),
          ...whenHoldersDiffer,
        },
        asked("reason", "顾客填写的并卡原因", "The reason, as the customer wrote it"),
        {
          ...asked("reasonWrittenBy", "原因由谁填写", "Who wrote the reason"),
          choices: ["customer"],
        },
        asked("signature", "顾客签名（表单编号）", "The customer's signature: number of the signed form"),
      ],
      steps: [
        {
          id: "verify",
          name: "客服与顾客核实",
          nameEn: "Customer service verifies with the customer",
          ...customerService,
        },
        { id: "carry_out", name: "数据组执行", nameEn: "The data team carries it out", ...dataTeam },
        {
          id: "return_cards",
          name: "卡退回门店并告知",
          nameEn: "Cards go back, the store is told",
          ...customerService,
        },
      ],
    },
    {
      id: "treatment_refund",
      name: "疗程退款",
      nameEn: "Refund of a treatment",
      amountRequired: true,
      amountAtMost: "unusedMinor",
      fields: [
        asked("card", "卡号", "Card"),
        asked("treatment", "疗程", "Treatment"),
        asked("reason", "退款原因", "Reason"),
        number("unusedMinor", "疗程未用金额（分）", "What of it is not used yet, in fen"),
        {
          ...asked("staff", "扣回业绩的员工", "Staff whose performance is taken back"),
          rows: {
            fields: [
              asked("number", "工号", "Staff number"),
              asked("name", "姓名", "Name"),
              number("payToDeductMinor", "扣回业绩（分）", "Pay to deduct, in fen"),
            ],
          },
        },
      ],
      steps: [
        { id: "customer_service", name: "客服审核", nameEn: "Customer service", ...customerService },
        { id: "data_team", name: "数据组执行", nameEn: "Data team", ...dataTeam },
      ],
    },
    {
      id: "compensation",
      name: "超权限补偿",
      nameEn: "Compensation above one's authority",
      steps: [
        {
          id: "manager",
          name: "总经理审批",
          nameEn: "A manager decides",
          roles: ["manager"],
          withinMs: hourMs,
        },
      ],
    },
  ],
};

/** What each role may grant for one ticket by itself. A person's own limit, where they have one, counts instead. */
export const remedyLimits = z.object({
  flow: z
    .string()
    .max(60)
    .default("compensation")
    .describe("The flow that what is above the limit goes through"),
  limits: z.partialRecord(role, money),
  kinds: z.array(remedyKind).min(1).describe("What may be given here"),
});
export type RemedyLimits = z.output<typeof remedyLimits>;

const yuan = (amount: number) => ({ amountMinor: amount * 100, currency: "CNY" });

export const shippedRemedyLimits: z.input<typeof remedyLimits> = {
  limits: { agent: yuan(100), supervisor: yuan(500), manager: yuan(5_000) },
  kinds: remedyKind.options as [(typeof remedyKind.options)[number]],
};
