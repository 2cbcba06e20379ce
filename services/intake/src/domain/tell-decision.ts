import type { PropertyLack } from "@shouwen/contracts/events/workforce";
import type { Language } from "@shouwen/contracts/values";
import type { Decided, Warning } from "./answer.ts";
import type { HeardDanger } from "./danger-words.ts";
import type { Received, RequestDraft } from "./receive-request.ts";
import { kindNames } from "./summarise.ts";

type Decision = {
  readonly draft: Pick<RequestDraft, "kind" | "category" | "priority">;
  readonly received: Pick<Received, "kind" | "category" | "priority">;
  readonly danger: HeardDanger | undefined;
  readonly language: Language;
};

/** What a request was taken for, and why, in words for the person who sent it. */
export const tellDecision = (decision: Decision): Decided => {
  const { kind, category, priority } = decision.received;
  return { kind, category, priority, because: [...priorityBecause(decision), ...restBecause(decision)] };
};

const either = (language: Language, chinese: string, english: string): string =>
  language === "zh-CN" ? chinese : english;

const priorityBecause = ({ draft, received, danger, language }: Decision): string[] => {
  const named = kindNames[language][received.kind];
  if (danger)
    return [
      either(
        language,
        `听到“${danger.word}”，可能有人或房屋有危险：优先级定为危急，事项类型仍是“${named}”`,
        `“${danger.word}” was heard, people or the house may be in danger: the priority is emergency, the kind stays ${named}`,
      ),
    ];
  if (received.priority === "emergency" && draft.priority !== "emergency")
    return [
      either(language, "事项类型是“紧急”：优先级定为危急", "The kind is emergency: so is the priority"),
    ];
  if (draft.priority !== null) return [];
  return [either(language, "没有说明优先级：按普通处理", "No priority was given: it is normal")];
};

const restBecause = ({ draft, received, danger, language }: Decision): string[] => {
  const named = kindNames[language][received.kind];
  const { category } = received;
  return [
    ...(draft.kind === null
      ? [either(language, `没有说明事项类型：按“${named}”处理`, `No kind was given: it is taken as ${named}`)]
      : []),
    ...(draft.category === null
      ? [
          danger
            ? either(
                language,
                `没有说明类别：按危险归入 ${category}`,
                `No category was given: the danger is one of ${category}`,
              )
            : either(
                language,
                `没有说明类别：归入 ${category}`,
                `No category was given: it goes to ${category}`,
              ),
        ]
      : []),
  ];
};

const lackNames: Readonly<Record<Language, Readonly<Record<PropertyLack, string>>>> = {
  "zh-CN": {
    owner: "默认负责人",
    team: "有成员的班组",
    rota: "在岗或已排班的人员",
    rules: "兜底派单规则指向的班组",
  },
  en: {
    owner: "a default owner who works there",
    team: "a team with people in it",
    rota: "anybody on duty or rostered",
    rules: "a team for what no other rule takes",
  },
};

/** Nobody there may see it soon: whoever has the customer on the line must know. */
const notReady = (lacks: readonly PropertyLack[], language: Language): Warning => {
  const missing = lacks.map((lack) => lackNames[language][lack]);
  return {
    code: "property_not_ready",
    field: "propertyId",
    message: either(
      language,
      `该项目尚未就绪，缺少：${missing.join("、")}。请求已收下，可能暂时无人处理，同时上报集团服务台`,
      `The property is not ready: it lacks ${missing.join(", ")}. The request was taken, may find nobody there yet, and is told to the group's desk as well`,
    ),
  };
};

/** What is odd about a request that was taken all the same. */
export const warningsOf = (odd: {
  readonly isCategoryKnown: boolean;
  readonly isContactReadable: boolean;
  /** What the property lacks, as far as it has said so. */
  readonly lacks: readonly PropertyLack[];
  readonly language: Language;
}): Warning[] => [
  ...(odd.lacks.length === 0 ? [] : [notReady(odd.lacks, odd.language)]),
  ...(odd.isCategoryKnown
    ? []
    : [
        {
          code: "category_unknown" as const,
          field: "category",
          message: either(
            odd.language,
            "这个类别不在本项目的类别表里，照原样收下；派单可能落到兜底规则",
            "The category is not in the tree of this property. It was taken as it is; a rule for everything else may route it",
          ),
        },
      ]),
  ...(odd.isContactReadable
    ? []
    : [
        {
          code: "contact_unreadable" as const,
          field: "contact.text",
          message: either(
            odd.language,
            "联系方式既不是电话也不是邮箱：已保存，但找不到以前的来访，也发不了消息",
            "The contact is neither a phone number nor an e-mail address: it was kept, but nobody is found by it and no message can be sent",
          ),
        },
      ]),
];
