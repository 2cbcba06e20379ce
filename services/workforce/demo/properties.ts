import type { WorkforceDocument } from "../src/http/imports.ts";

/** A property of the demo group, but for the person who answers for it by default. */
export type DemoProperty = Omit<WorkforceDocument["properties"][number], "defaultOwnerId">;

const live = { timeZone: "Asia/Shanghai", language: "zh-CN", countryCode: "CN", purpose: "live" } as const;

/** A made-up group: three brands in six cities. The service lines are numbers that nobody can have. */
export const demoProperties: readonly DemoProperty[] = [
  {
    ...live,
    propertyId: "prp_lakeside",
    name: "杭州云舟湖滨酒店",
    nameEn: "Yunzhou Lakeside Hotel, Hangzhou",
    brand: "云舟 Yunzhou",
    region: "华东 East China",
    phone: "400-000-0101",
  },
  {
    ...live,
    propertyId: "prp_riverside",
    name: "上海云舟江畔酒店",
    nameEn: "Yunzhou Riverside Hotel, Shanghai",
    brand: "云舟 Yunzhou",
    region: "华东 East China",
    phone: "400-000-0102",
  },
  {
    ...live,
    propertyId: "prp_oldtown",
    name: "苏州青禾古城客栈",
    nameEn: "Qinghe Old Town Inn, Suzhou",
    brand: "青禾 Qinghe",
    region: "华东 East China",
    phone: "400-000-0103",
  },
  {
    ...live,
    propertyId: "prp_hotspring",
    name: "成都青禾温泉度假村",
    nameEn: "Qinghe Hot Spring Resort, Chengdu",
    brand: "青禾 Qinghe",
    region: "西南 Southwest China",
    phone: "400-000-0104",
  },
  {
    ...live,
    propertyId: "prp_garden",
    name: "广州嘉庭花园",
    nameEn: "Jiating Garden Residences, Guangzhou",
    brand: "嘉庭 Jiating",
    region: "华南 South China",
    phone: "400-000-0105",
  },
  {
    propertyId: "prp_harbour",
    name: "香港云舟海港酒店",
    nameEn: "Yunzhou Harbour Hotel, Hong Kong",
    brand: "云舟 Yunzhou",
    region: "华南 South China",
    timeZone: "Asia/Hong_Kong",
    language: "en",
    countryCode: "HK",
    phone: "+852 0000 0106",
    purpose: "live",
  },
];
