import type { Role } from "@shouwen/contracts/events/workforce";
import { ownValue } from "@shouwen/contracts/own-value";
import type { Told } from "@shouwen/service-kit/file-language";
import {
  type CellError,
  type Columns,
  listIn,
  numberIn,
  type Read,
  roundedNumber,
  saidOf,
} from "../csv-cells.ts";
import type { TeamData } from "../organisation/team.ts";
import { isTeam } from "../policies.ts";
import type { PutStaff } from "./put-staff.ts";
import { describedStaff } from "./staff.ts";

/** The columns of a file of staff. */
export const staffColumns = {
  staffNumber: { names: ["number", "employee number", "工号", "员工编号"], required: true },
  name: { names: ["chinese name", "姓名", "中文名"], required: true },
  nameEn: { names: ["english name", "英文名", "拼音"] },
  staffId: { names: ["id", "员工ID"] },
  roles: { names: ["role", "角色", "岗位"] },
  department: { names: ["部门"] },
  teams: { names: ["team", "班组"] },
  skills: { names: ["skill", "技能"] },
  languages: { names: ["language", "语言"] },
  capacity: { names: ["同时工单数", "接单上限"] },
  supervisor: { names: ["supervisor number", "reports to", "上级", "上级工号", "直属主管"] },
  remedyLimit: { names: ["compensation limit", "补偿额度", "补偿权限"] },
  currency: { names: ["币种"] },
} as const satisfies Columns<string>;

export type StaffCells = Partial<Record<keyof typeof staffColumns, string>>;

/** What a row is read against: the property with its teams, whom its numbers name, and the person as they are. */
export type StaffRowContext = {
  readonly propertyId: string;
  readonly staffId: string;
  readonly teams: readonly TeamData[];
  readonly numbers: ReadonlyMap<string, string>;
  readonly before: PutStaff | undefined;
};

const roleNames: Readonly<Record<string, Role>> = {
  坐席: "agent",
  客服: "agent",
  接待员: "agent",
  员工: "staff",
  主管: "supervisor",
  领班: "supervisor",
  经理: "manager",
  agent: "agent",
  staff: "staff",
  supervisor: "supervisor",
  manager: "manager",
  admin: "admin",
  integrator: "integrator",
};

const languageNames: Readonly<Record<string, "zh-CN" | "en">> = {
  中文: "zh-CN",
  普通话: "zh-CN",
  chinese: "zh-CN",
  zh: "zh-CN",
  "zh-cn": "zh-CN",
  英文: "en",
  英语: "en",
  english: "en",
  en: "en",
};

/** Undefined: it says nothing; null: it cannot be read. */
type Cell<Value> = Value | undefined | null;

/** Each part of a list by its name. */
const namedIn = <Value>(cell: string | undefined, names: Readonly<Record<string, Value>>): Cell<Value[]> => {
  if (!cell) return undefined;
  const values = listIn(cell).map((part) => ownValue(names, part.toLowerCase()));
  return values.every((value) => value !== undefined) ? (values as Value[]) : null;
};

const teamIn = (name: string, teams: readonly TeamData[]): TeamData | undefined =>
  teams.find((team) => isTeam(team.teamId, name) || team.name === name || team.nameEn === name);

const teamsIn = (cell: string | undefined, teams: readonly TeamData[]): Cell<string[]> => {
  if (!cell) return undefined;
  const found = listIn(cell).map((name) => (name === "*" ? undefined : teamIn(name, teams)?.teamId));
  return found.every((id) => id !== undefined) ? (found as string[]) : null;
};

const departmentIn = (cell: string | undefined, teams: readonly TeamData[]): Cell<string> => {
  if (!cell) return undefined;
  const found = teams.find((team) =>
    [team.departmentId, team.departmentName, team.departmentNameEn].includes(cell),
  );
  return found?.departmentId ?? null;
};

const skillsIn = (cell: string | undefined): Cell<PutStaff["skills"]> => {
  if (!cell) return undefined;
  const skills = listIn(cell).map((part) => {
    const [, skill = "", level = "3"] = /^(.{1,60}?)(?:\s*[:：]\s*([1-5]))?$/.exec(part) ?? [];
    return { skill: skill.trim(), level: Number(level) };
  });
  return skills.every(({ skill }) => skill !== "" && !/[:：]/.test(skill)) ? skills : null;
};

const capacityIn = (cell: string | undefined): Cell<number> => {
  if (!cell) return undefined;
  return /^\d{1,3}$/.test(cell) && Number(cell) <= 100 ? Number(cell) : null;
};

const limitIn = ({ remedyLimit: cell, currency = "" }: StaffCells): Cell<PutStaff["remedyLimit"]> => {
  if (!cell) return undefined;
  const [, whole, part = ""] = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(cell) ?? [];
  const code = currency === "" ? "CNY" : currency.toUpperCase();
  if (whole === undefined || !/^[A-Z]{3}$/.test(code)) return null;
  return { amountMinor: Number(whole) * 100 + Number(part.padEnd(2, "0")), currency: code };
};

const supervisorIn = (cell: string | undefined, { numbers, staffId }: StaffRowContext): Cell<string> => {
  if (!cell) return undefined;
  const found = numbers.get(numberIn(cell)) ?? [...numbers.values()].find((id) => id === cell);
  return found === undefined || found === staffId ? null : found;
};

type Complaint = { readonly field: keyof StaffCells; readonly said: Told };

/** By what a cell becomes: the column that it stands in, and what is wrong with one that cannot be read. */
const complaints: Readonly<Record<string, Complaint>> = {
  roles: {
    field: "roles",
    said: {
      en: `names a role that there is not; valid: ${Object.keys(roleNames).join(", ")}`,
      "zh-CN": `中有不存在的岗位，可以填：${Object.keys(roleNames).join("、")}`,
    },
  },
  teamIds: {
    field: "teams",
    said: { en: "names a team that the property does not have", "zh-CN": "中有本物业没有的班组" },
  },
  departmentId: {
    field: "department",
    said: {
      en: "names a department of which the property has no team",
      "zh-CN": "这个部门在本物业没有班组",
    },
  },
  skills: {
    field: "skills",
    said: {
      en: "is no list of skills; valid: plumbing:4; electrics:3",
      "zh-CN": "不是技能列表，应写成：plumbing:4；electrics:3",
    },
  },
  languages: {
    field: "languages",
    said: {
      en: `names a language that is not spoken here; valid: ${Object.keys(languageNames).join(", ")}`,
      "zh-CN": `中有不支持的语言，可以填：${Object.keys(languageNames).join("、")}`,
    },
  },
  capacity: {
    field: "capacity",
    said: { en: "is no whole number; valid: 0 to 100", "zh-CN": "不是整数，应为 0 至 100" },
  },
  remedyLimit: {
    field: "remedyLimit",
    said: {
      en: "is no amount, or has no currency of three letters; valid: 500.00 and CNY",
      "zh-CN": "不是金额，或币种不是三个字母，应写成：500.00 和 CNY",
    },
  },
  supervisorId: {
    field: "supervisor",
    said: {
      en: "is nobody else's number here; put supervisors above those who report to them",
      "zh-CN": "不是本物业其他人的工号；请把主管写在下属之前",
    },
  },
};

const complaintOf = (name: string, cells: StaffCells): CellError[] => {
  const complaint = complaints[name];
  if (!complaint) return [];
  const { field, said } = complaint;
  return [{ field, message: saidOf(cells[field], said) }];
};

/**
 * Reads a row of a file of staff as a whole person. An empty cell leaves what is known as it is; somebody new gets
 * what most have: role staff, Chinese, five tickets at once.
 */
export const readStaffRow = (cells: StaffCells, around: StaffRowContext): Read<PutStaff> => {
  const { before, propertyId, staffId, teams } = around;
  const read = Object.entries({
    roles: namedIn(cells.roles, roleNames),
    teamIds: teamsIn(cells.teams, teams),
    departmentId: departmentIn(cells.department, teams),
    skills: skillsIn(cells.skills),
    languages: namedIn(cells.languages, languageNames),
    capacity: capacityIn(cells.capacity),
    remedyLimit: limitIn(cells),
    supervisorId: supervisorIn(cells.supervisor, around),
  });
  const errors = [
    ...roundedNumber("staffNumber", cells.staffNumber),
    ...read.flatMap(([name, value]) => (value === null ? complaintOf(name, cells) : [])),
  ];
  if (errors.length > 0) return { errors };
  const said: Partial<PutStaff> = Object.fromEntries(read.filter(([, value]) => value !== undefined));
  const { name = "" } = cells;
  const staffNumber = numberIn(cells.staffNumber);
  const row = { ...(before ?? someoneNew(name)), ...said, staffId, propertyId, staffNumber, name };
  return checked({
    ...row,
    nameEn: cells.nameEn || row.nameEn,
    departmentId: row.departmentId ?? departmentOf(row.teamIds, teams),
  });
};

const someoneNew = (name: string): Omit<PutStaff, "staffId" | "propertyId" | "staffNumber" | "name"> => ({
  nameEn: name,
  roles: ["staff"],
  teamIds: [],
  departmentId: null,
  skills: [],
  languages: ["zh-CN"],
  capacity: 5,
});

const departmentOf = ([first]: readonly string[], teams: readonly TeamData[]): string | null =>
  teams.find(({ teamId }) => teamId === first)?.departmentId ?? null;

const missingOrTooLong: Told = { en: "is missing or too long", "zh-CN": "缺少或过长" };

const checked = (row: PutStaff): Read<PutStaff> => {
  const { success, error } = describedStaff.safeParse(row);
  if (success && row.staffNumber !== "" && row.name !== "") return { row };
  const fields = new Set(error?.issues.map(({ path }) => String(path[0])) ?? ["name"]);
  return { errors: [...fields].map((field) => ({ field, message: missingOrTooLong })) };
};
