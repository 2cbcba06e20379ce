/** A place in every property: the role, and the team; a manager works in none. */
export type Place = {
  readonly role: "agent" | "staff" | "supervisor" | "manager";
  readonly team: string | null;
};

const places = (role: Place["role"], ...teams: (string | null)[]): Place[] =>
  teams.map((team) => ({ role, team }));

/** The fifteen places of a property, in the order of its given names below. */
export const demoPlaces: readonly Place[] = [
  ...places("agent", "service_centre", "service_centre"),
  ...places("staff", "front_office", "front_office", "concierge", "housekeeping", "housekeeping"),
  ...places("staff", "engineering", "engineering", "fnb", "fnb", "security", "finance"),
  ...places("supervisor", "service_centre"),
  ...places("manager", null),
];

/** Given names, in Latin letters and in Chinese, by property: ids are made of them, so no seed changes them. */
export const demoGivenNames: Readonly<Record<string, string>> = {
  lakeside:
    "Maya 美雅, Leo 力欧, Omar 默然, Ruby 如碧, Hank 瀚客, Mei 玫, Amy 艾米, Victor 唯拓, Bruno 步诺, Sophie 素菲, Marco 茂珂, Ben 本立, Grace 格瑞, Diana 黛安, Henry 亨毅",
  riverside:
    "Nina 妮娜, Hugo 虎格, Iris 依蕊, Toby 拓比, Ida 怡达, Nora 诺然, Bella 贝拉, Walter 沃德, Carl 凯乐, Tessa 缇莎, Noel 诺尔, Cliff 可立, Hannah 涵娜, Elena 伊莲, Ian 以安",
  oldtown:
    "Vera 微然, Felix 菲力, Cora 可然, Alan 亚岚, Jonas 乔纳, Olga 欧佳, Celia 西莉, Xavier 泽维, Dennis 德宁, Una 优娜, Otto 奥拓, Dan 丹, Irene 艾琳, Faye 菲依, Julian 朱礼",
  hotspring:
    "Tara 塔然, Ivan 怡凡, Dora 多然, Boris 博立, Kira 琪然, Paula 葆拉, Della 黛拉, Yann 延安, Erik 艾瑞, Viola 薇欧, Peter 培德, Elmer 艾沐, Joan 琼安, Gina 吉娜, Kenneth 恳思",
  garden:
    "Wendy 文迪, Ray 瑞, Elsa 艾莎, Conrad 康睿, Lars 朗思, Queenie 昆妮, Edith 依笛, Zack 泽克, Frank 凡可, Willa 薇拉, Quinn 昆恩, Fred 福瑞, Kate 凯特, Helen 海伦, Louis 路毅",
  harbour:
    "Chloe 可柔, Jasper 嘉柏, Fiona 斐娜, Derek 德睿, Mona 梦娜, Rosa 若莎, Flora 芙若, Abel 亚柏, Gavin 佳文, Yvonne 怡雯, Rufus 如孚, Gus 格思, Lydia 莉迪, Ingrid 英格, Martin 明庭",
};

/** Surnames, in Chinese and in Latin letters. */
export const demoSurnames: readonly (readonly [zh: string, en: string])[] = [
  ["林", "Lin"],
  ["陈", "Chen"],
  ["黄", "Huang"],
  ["周", "Zhou"],
  ["吴", "Wu"],
  ["徐", "Xu"],
  ["孙", "Sun"],
  ["胡", "Hu"],
  ["朱", "Zhu"],
  ["高", "Gao"],
  ["何", "He"],
  ["郭", "Guo"],
  ["罗", "Luo"],
  ["梁", "Liang"],
  ["宋", "Song"],
  ["郑", "Zheng"],
  ["谢", "Xie"],
  ["韩", "Han"],
  ["唐", "Tang"],
  ["冯", "Feng"],
  ["董", "Dong"],
  ["程", "Cheng"],
  ["曹", "Cao"],
  ["袁", "Yuan"],
];
