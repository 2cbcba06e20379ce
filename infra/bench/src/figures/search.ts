import { copyStatement } from "../copies.ts";
import { type Figure, ms, percentile } from "../figure.ts";
import { onSite, type Site } from "../site.ts";
import { withoutIndexes } from "../without-indexes.ts";
import { oneTicket } from "./queues.ts";

const perStatement = 50_000;
const asks = 60;
const warmUp = 10;
const mostMs = 20;

/** How many tickets lie in the table. */
const many = (): number => Number(process.env.BENCH_SEARCH_TICKETS ?? 1_000_000);

const list = (words: string): string => `string_to_array('${words}', ' ')`;
/** One of a list, the first ones more often: words of a language are not spread evenly. */
const oneOf = (words: string): string =>
  `(${list(words)})[1 + floor(power(random(), 2) * cardinality(${list(words)}))::int]`;

const things =
  "空调 水龙头 电视 马桶 门锁 床单 毛巾 灯 热水器 窗帘 电梯 地毯 冰箱 浴缸 淋浴 插座 电话 网络 遥控器 保险箱 阳台门 天花板 洗手盆 排风扇 早餐 发票 行李 停车位 泳池 健身房 会议室 儿童床 拖鞋 牙刷 吹风机 地暖 对讲机 信箱 路灯 车库门";
const troubles =
  "漏水 不制冷 没信号 打不开 有异味 损坏 噪音大 堵塞 不亮 不够热 需要更换 松动 有污渍 跳闸 没人接听 太慢 开裂 生锈 缺失 卡住 渗水 太吵 收费有误 不能用 需要清洁";
const extras =
  "客人在房间等候 请尽快处理 已是第二次 影响休息 请联系住户 客人外出 明早处理即可 老人独居 有小孩 请带备件 需要登高梯 请勿打扰 客人不满意 楼下也受影响 昨天已报 退房前处理";
const english =
  "tap air-conditioner television shower lock towel invoice minibar breakfast luggage curtain wifi safe kettle lamp heating";
const faults = "leaks broken missing noisy blocked late wrong dirty cold";

// As many as make more than 48 pairs with the states that are asked for.
const properties = 60;

// Texts as offices write them, of some thousand different ones, with a rare word in every twenty thousandth, and one of a season.
const summary = `case when extract(doy from at) between 340 and 360 and row % 2 = 0 then '圣诞树' || ${oneOf(troubles)}
  when row % 20000 = 7 then '钢琴走音，' || ${oneOf(extras)}
  when row % 10 = 0 then ${oneOf(english)} || ' ' || ${oneOf(faults)} || ', guest waiting'
  else ${oneOf(things)} || ${oneOf(troubles)} || '，' || ${oneOf(extras)} end`;
const place = `chr(65 + row % 6) || '栋' || (1 + floor(random() * 28)::int) || lpad((1 + floor(random() * 24)::int)::text, 2, '0')`;

const rows = `
  select *, ${summary} as summary, ${place} as place, row % 200 = 0 as open
  from (
    select row, uuidv7()::text as id, clock_timestamp() - (1 - row / ${many()}::float) * interval '700 days' as at,
      'prp_bench_' || row % properties as property, 'stf_bench_' || row % properties || '_' || row % 15 as person,
      'tea_bench_' || row % properties as team
    from generate_series($1::int, $2::int) row, (select ${properties} as properties) x
  ) numbered`;

const own = {
  id: "'tic_' || n.id",
  profile_id: "'pro_' || n.id",
  property_id: "n.property",
  owner_id: "n.person",
  handler_id: "n.person",
  received_at: "n.at",
  opened_at: "n.at",
  worker_id: "n.person",
  team_id: "n.team",
  due_at: "case when n.open then n.at + interval '3 days' end",
  customer_wrote_at: "case when n.open and n.row % 1000 = 0 then n.at end",
  number: "'S' || to_char(n.at, 'YY') || '-' || lpad(n.row::text, greatest(4, length(n.row::text)), '0')",
  status:
    "case when n.open then (array['queued', 'in_progress', 'waiting'])[1 + n.row / 200 % 3] when n.row % 25 = 1 then 'cancelled' else 'closed' end",
  closed_at: "case when n.open then null else n.at + interval '1 hour' end",
  resolved_at: "n.at + interval '1 hour'",
  state: "one.state || jsonb_build_object('summary', n.summary, 'place', n.place)",
};

const fill = async (site: Site): Promise<void> => {
  const copy = await copyStatement(site, { table: "routing.ticket", own, rows, oldestBy: "received_at" });
  await withoutIndexes(site, ["routing.ticket", "routing.ticket_text"], async () => {
    for (let row = 0; row < many(); row += perStatement)
      await site.query(copy, [row + 1, Math.min(many(), row + perStatement)]);
  });
  for (const table of ["ticket", "ticket_text"]) await site.query(`vacuum analyze routing.${table}`);
  await site.query("checkpoint");
};

type Question = { readonly what: string; readonly query: Readonly<Record<string, string>> };

const questions = (number: string): readonly Question[] => [
  { what: "a number as spoken", query: { q: number.replace("S", "").replace("-", " ") } },
  { what: "a count alone", query: { q: String(Number(number.slice(4))) } },
  { what: "the last digits of an id", query: { q: "bc7681e2" } },
  { what: "one character, often there", query: { q: "水" } },
  { what: "one character, seldom there", query: { q: "琴" } },
  { what: "two characters, often there", query: { q: "漏水" } },
  { what: "two characters, seldom there", query: { q: "钢琴" } },
  { what: "two characters that nobody wrote", query: { q: "恐龙" } },
  { what: "what stands together often but is cut across two words", query: { q: "头漏" } },
  { what: "four characters", query: { q: "水龙头漏水" } },
  { what: "two words", query: { q: "电梯 跳闸" } },
  { what: "three words and a room", query: { q: "A栋 1203 空调 噪音" } },
  { what: "an English word", query: { q: "minibar" } },
  { what: "a room", query: { place: "1203" } },
  { what: "words of one property", query: { q: "漏水", propertyId: "prp_bench_1" } },
  { what: "seldom words of one property", query: { q: "会议室 跳闸", propertyId: "prp_bench_1" } },
  { what: "words in two states", query: { q: "马桶", status: "in_progress,waiting" } },
  { what: "words in a state that many tickets are in", query: { q: "漏水", status: "closed,cancelled" } },
  { what: "words in a state that few tickets ended in", query: { q: "漏水", status: "cancelled" } },
  { what: "words of an owner", query: { q: "空调", ownerId: "stf_bench_1_1" } },
  { what: "words of who works on it", query: { q: "空调", workerId: "stf_bench_1_1" } },
  { what: "one character, of who handles it", query: { q: "水", handlerId: "stf_bench_1_1" } },
  { what: "words of a team", query: { q: "发票", teamId: "tea_bench_1" } },
  { what: "words of a kind that nothing is of", query: { q: "空调", kind: "complaint" } },
  { what: "words of a category that nothing is in", query: { q: "空调", category: "nothing" } },
  { what: "words of a priority that nothing has", query: { q: "空调", priority: "urgent" } },
  { what: "words where the customer wrote", query: { q: "空调", customerWrote: "true" } },
  { what: "words due in a week", query: { q: "空调", dueFrom: daysFromNow(-7), dueTo: daysFromNow(0) } },
  { what: "words due before now", query: { q: "漏水", dueTo: daysFromNow(0) } },
  { what: "words, what is due first", query: { q: "漏水", order: "due" } },
  {
    what: "words in a month",
    query: { q: "空调", receivedFrom: daysFromNow(-400), receivedTo: daysFromNow(-370) },
  },
  { what: "words of one season", query: { q: "圣诞树" } },
  {
    what: "words of one season, out of season",
    query: { q: "圣诞树", receivedFrom: daysFromNow(-200), receivedTo: daysFromNow(-120) },
  },
];

const dayMs = 24 * 60 * 60 * 1_000;
const daysFromNow = (days: number): string => new Date(Date.now() + days * dayMs).toISOString();

type Answer = { readonly items: readonly unknown[]; readonly next: string | null };

const ask = async ({ stack }: Site, query: Readonly<Record<string, string>>): Promise<Answer> => {
  const url = `${stack.services.routing}/v1/tickets?${new URLSearchParams(query)}`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${stack.tokens.admin}` } });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${url} answered ${answer.status} ${text}`);
  return JSON.parse(text) as Answer;
};

const measured = async (site: Site, { what, query }: Question): Promise<Figure> => {
  const took: number[] = [];
  let found = 0;
  for (let n = 0; n < asks + warmUp; n += 1) {
    const began = performance.now();
    const { items, next } = await ask(site, query);
    if (n >= warmUp) took.push(performance.now() - began);
    found = next === null ? items.length : Number.POSITIVE_INFINITY;
  }
  const middle = percentile(took, 0.5);
  const size = Number.isFinite(found) ? `${found} found` : "more than a page";
  return {
    name: "search",
    what: `${what} (\`${query.q ?? query.place}\`, ${size}), among ${many().toLocaleString("en-US")} tickets`,
    value: `${ms(middle)} (p95 ${ms(percentile(took, 0.95))})`,
    reach: `≤ ${mostMs} ms`,
    reached: middle <= mostMs,
  };
};

/** The second page of what is often there: the cursor holds together with the words. */
const nextPage = async (site: Site): Promise<Figure> => {
  const { next } = await ask(site, { q: "漏水" });
  return measured(site, {
    what: "the second page of words that are often there",
    query: { q: "漏水", cursor: next ?? "" },
  });
};

/** Finding tickets by number and by words over HTTP, asked by somebody of the whole group. */
export const measureSearch = (): Promise<Figure[]> =>
  onSite({ services: ["workforce", "intake", "routing", "gateway"] }, async (site) => {
    await oneTicket(site);
    await fill(site);
    const [row] = await site.query<{ number: string }>(
      "select number from routing.ticket where number is not null order by received_at desc offset 1000 limit 1",
    );
    const asked = questions(row?.number ?? "");
    // The first ones would be charged for what all need: compiled code, connections, plans, pages in memory.
    for (const { query } of asked) for (let n = 0; n < warmUp; n += 1) await ask(site, query);
    const figures: Figure[] = [];
    for (const question of asked) figures.push(await measured(site, question));
    return [...figures, await nextPage(site)];
  });
