import { shownText } from "@shouwen/contracts/shown-text";
import { z } from "zod";

const named = { name: shownText(60), nameEn: shownText(60) };
const word = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, "Expected small letters, digits and _");
const teamName = z.string().min(1).max(70).describe("A team's id, its last part (fnb), or * for every team");

const unique = (items: readonly { readonly id: string }[]): boolean =>
  new Set(items.map(({ id }) => id)).size === items.length;

/** What a shift hands over to the next, by team: named points, filled in for each table, room or matter. */
export const handOverPolicy = z.object({
  forms: z
    .array(
      z.object({
        team: teamName,
        points: z
          .array(z.object({ id: word, ...named, required: z.boolean().default(false) }))
          .min(1)
          .max(30)
          .refine(unique, "Two points have one id"),
      }),
    )
    .min(1)
    .describe("The first that fits counts"),
  keptDays: z.int().min(1).max(400).describe("A note is deleted after so many days: it may be about guests"),
});
export type HandOverPolicy = z.output<typeof handOverPolicy>;

const must = (id: string, name: string, nameEn: string) => ({ id, name, nameEn, required: true });
const may = (id: string, name: string, nameEn: string) => ({ id, name, nameEn, required: false });

export const shippedHandOver: z.input<typeof handOverPolicy> = {
  forms: [
    {
      team: "fnb",
      points: [
        must("paid", "是否已买单", "Paid"),
        must("dishes_due", "未上菜品", "Dishes due"),
        must("course", "用餐进度", "Course of the meal"),
        must("mood", "客人情绪", "Mood"),
        must("wishes", "客人要求", "Wishes"),
        must("host_or_payer", "主宾与买单人", "Host or payer"),
      ],
    },
    {
      team: "*",
      points: [
        must("open_matters", "未完事项", "Open matters"),
        may("promises", "对客承诺", "Promises to guests"),
        may("keys_and_equipment", "钥匙与设备", "Keys and equipment"),
        may("watch", "注意事项", "What to watch"),
      ],
    },
  ],
  keptDays: 90,
};

const timeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "Expected a time of day such as 08:00");

/** The rounds of a day: what is to be done where, by which team, at which times. */
export const checklistPolicy = z.object({
  lists: z
    .array(
      z.object({
        id: word,
        ...named,
        area: shownText(60),
        areaEn: shownText(60),
        team: teamName,
        times: z.array(timeOfDay).min(1).max(24),
        withinMinutes: z.int().min(1).max(720).describe("After that it is overdue"),
        weeklyPerson: z
          .boolean()
          .optional()
          .describe("True: one person of the team signs it for a week, in turn by staff number"),
      }),
    )
    .max(100)
    .refine(unique, "Two lists have one id"),
});
export type ChecklistPolicy = z.output<typeof checklistPolicy>;

const list = (
  [id, name, nameEn]: readonly [string, string, string],
  [area, areaEn, team]: readonly [string, string, string],
  times: readonly string[],
) => ({ id, name, nameEn, area, areaEn, team, times: [...times], withinMinutes: 60 });

export const shippedChecklists: z.input<typeof checklistPolicy> = {
  lists: [
    list(
      ["disinfect_hotline", "热线区消毒", "Disinfection"],
      ["热线区", "Hotline", "service_centre"],
      ["08:00", "12:00", "16:00", "20:00"],
    ),
    list(
      ["disinfect_halls", "大堂消毒", "Disinfection"],
      ["大堂", "Halls", "housekeeping"],
      ["09:00", "17:00"],
    ),
    list(
      ["cleaning_round", "清洁巡查", "Cleaning round"],
      ["公共区域", "Public areas", "housekeeping"],
      ["10:00", "14:00", "19:00"],
    ),
    list(
      ["checkpoints", "巡更打点", "Checkpoints"],
      ["全院", "Whole property", "security"],
      ["02:00", "08:00", "14:00", "20:00"],
    ),
    list(["health_report", "每日健康报告", "Daily health report"], ["班组", "Team", "*"], ["09:30"]),
    {
      ...list(
        ["problems_of_the_day", "当日问题汇总", "Problems of the day"],
        ["服务中心", "Service centre", "service_centre"],
        ["21:00"],
      ),
      weeklyPerson: true,
    },
  ],
};
