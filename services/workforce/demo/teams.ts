/** A team as every property of the demo group has it: its department, and what everybody in it can do. */
export type DemoTeam = {
  readonly team: string;
  readonly name: string;
  readonly nameEn: string;
  readonly department: string;
  readonly departmentName: string;
  readonly departmentNameEn: string;
  readonly skills: readonly string[];
};

const frontOffice = {
  department: "front_office",
  departmentName: "前厅部",
  departmentNameEn: "Front Office",
} as const;

export const demoTeams: readonly DemoTeam[] = [
  {
    team: "front_office",
    name: "前台",
    nameEn: "Reception",
    ...frontOffice,
    skills: ["reception", "guest_relations", "billing"],
  },
  {
    team: "concierge",
    name: "礼宾",
    nameEn: "Concierge",
    ...frontOffice,
    skills: ["guest_relations", "luggage", "transport"],
  },
  {
    team: "housekeeping",
    name: "客房服务",
    nameEn: "Housekeeping",
    department: "housekeeping",
    departmentName: "客房部",
    departmentNameEn: "Housekeeping",
    skills: ["housekeeping", "laundry"],
  },
  {
    team: "engineering",
    name: "维修",
    nameEn: "Engineering",
    department: "engineering",
    departmentName: "工程部",
    departmentNameEn: "Engineering",
    skills: ["plumbing", "electrics", "hvac", "carpentry"],
  },
  {
    team: "fnb",
    name: "餐饮",
    nameEn: "Food & Beverage",
    department: "fnb",
    departmentName: "餐饮部",
    departmentNameEn: "Food & Beverage",
    skills: ["cooking", "room_service", "banquets"],
  },
  {
    team: "security",
    name: "安保",
    nameEn: "Security",
    department: "security",
    departmentName: "安保部",
    departmentNameEn: "Security",
    skills: ["safety", "first_aid"],
  },
  {
    team: "finance",
    name: "财务",
    nameEn: "Finance",
    department: "finance",
    departmentName: "财务部",
    departmentNameEn: "Finance",
    skills: ["billing", "refunds"],
  },
  {
    team: "service_centre",
    name: "服务中心",
    nameEn: "Service Centre",
    department: "customer_service",
    departmentName: "客户服务中心",
    departmentNameEn: "Customer Service Centre",
    skills: ["guest_relations", "complaints", "telephone"],
  },
];
