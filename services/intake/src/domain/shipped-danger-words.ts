import type { z } from "zod";
import type { dangerWords } from "./danger-words.ts";

const list = (text: string): string[] =>
  text
    .split(/[、,\n]/)
    .map((each) => each.trim())
    .filter(Boolean);

const fire = list(`
  着火、起火、失火、火灾、火警、火情、明火、大火、火苗、火光、火焰、火势、自燃、燃烧、放火、纵火、火烛、
  有火、冒火、火花…烧、烧起来、烧着、在烧、烧紧、点着、点燃、烧到、火很大、火好大、好大火、扑不灭、叫消防、
  起了火、着了火、里有火、有火光、冒火星、电火花、爆炸、烧大了、烧毁、着起来、桶着了、被子着了、床着了、
  窗帘着了、车着了、线着了、沙发着了、地毯着了、衣服着了、家着了、柜子着了、烧了起来、救火
  fire, fires, flames, flame, on fire, ablaze, blaze, burning, alight, caught fire, catching fire,
  burnt down, explosion, exploded, sparks, sparking, sparked`);
const smoke = list(`
  有烟、冒烟、冒…烟、浓烟、黑烟、白烟、青烟、起烟、出烟、都是烟、全是烟、满是烟、好多烟、很多烟、烟很大、
  烟太大、烟好大、烟雾很、烟雾弥漫、烟…冒、烟…涌、烟感…响、烧焦、焦味、焦糊、烧糊、糊味、焦臭、烟很、烟好、
  烟特别、好大的烟、呛人的烟、烟从、充满…烟、烟进、飘烟、熏得、浓…烟、烟雾…响、烟雾报警…叫、烟感报警
  smoke, is smoking, started smoking, keeps smoking, smoking on the bed, burning smell, smells burnt,
  burnt smell, smell of burning, smells of burning, smell of something burning, smouldering, smoldering,
  fumes, smoky in here, so smoky`);
const gas = list(`
  漏气、煤气味、燃气味、瓦斯味、天然气味、天然气的味、煤气…泄、煤气…漏、漏煤气、燃气…泄、燃气…漏、
  天然气…泄、天然气…漏、天燃气、瓦斯…泄、瓦斯…漏、瓦斯…味、瓦斯…响、液化气…漏、石油气…漏、燃气…响、燃气…喷、
  煤气…中毒、一氧化碳、氨气、氯气…泄、氯气…漏、燃气…断、闻到…煤气、闻到…燃气、闻到…天然气、煤气…味、
  燃气…味、煤气…响、臭鸡蛋、毒气、氨气味、有气出来、气体…喷、煤气…气味
  gas leak, leak of gas, smell gas, smell of gas, smells of gas, smells like gas, gas smell, smelling gas,
  smells gas, smell…gas, propane, co alarm, co detector, fumes of gas, reeks of gas, gas…leaking,
  gas…leaks, leaking gas, gas…coming out, gas alarm, gas pipe, carbon monoxide, chlorine, ammonia,
  cylinder leaking`);
const leak = list(`
  漏水、渗水、漏雨、滴水、爆管、爆水管、水管…爆、水管…裂、管道…裂、管…爆裂、暖气片…裂、跑水、水浸、水淹、
  淹水、被淹、淹到、进水、水漫、漫出来、漫水、全是水、都是水、满地…水、一屋子水、水…喷出、水止不住、
  喷淋…爆、花洒…爆、泡水、冒水、涌水、溢水、溢出、水…流到、水…关不、水漏、水溢、溢到、水管…破、水管…断、
  一直喷水、往外喷水、返水、满屋…水、被水泡、水泡了、积水很、积水…深、发大水、倒灌、渗出、渗进、爆水、
  水哗哗、哗哗…流、水往下、往外冒水、一直流水、淹了、淹没、漏得、漏下来、渗下来、滴下来、往下滴、喷了一地、
  水喷、漏个不停、漏了一、水从天花、水从墙、水从顶、水从屋顶、水从门、水从楼上、水从灯、水从管、地毯…湿透、
  床…湿透
  leak, leaks, leaking, leaked, leakage, burst, flood, flooded, flooding, overflowing, overflows,
  overflowed, gushing, under water, water everywhere, water is everywhere, water pouring, water is pouring,
  water coming through, water is coming, water all over, overflow, sewage, leaky, backing up, water comes,
  water coming, water running, water from the, pipe broke, pipe is broken, broken pipe, rising water,
  water rising, inundated, dripping from, ceiling…dripping, ceiling…drips, dripping on, carpet…soaked,
  水…到处都是、到处是水`);
const trapped = list(`
  被困、困在、困人、困梯、困电梯、关人、被反锁、反锁在、被锁、锁在…里、被关、出不来、出不去、
  电梯…卡在、电梯…打不开、电梯…还有人、拔不出、悬在、自己锁上、电梯…里面有人、电梯…在里面、电梯…停了、
  电梯…不动、电梯…卡、电梯…下坠、困喺、夹到、被夹、手夹、压在…下、压住、坠落、坠井、困住、锁里面、关在里面、
  锁在外面…冷、头…卡、手…卡在、手…卡住、脚…卡、人卡在、人卡住、孩子…卡、孩…卡在、身体…卡、腿…卡、指…卡、
  手…夹、脚…夹、指…夹、夹在扶梯、夹在门里、人出不了、我们出不了、出不了门、人掉进、孩子掉进、掉进水、
  掉进井、掉进泳池、电梯…掉下、关在里、关在房、关在电梯、关在冷、关在阳台
  trapped, entrapment, stuck in the lift, stuck in the elevator, stuck in an elevator, stuck in a lift,
  stuck in lift, stuck in elevator, lift…stopped, elevator…stopped, elevator…stuck, lift…stuck,
  lift…won't open, elevator…won't open, can't get out, cannot get out, get out of…room, locked in,
  locked inside, locked out in, stuck in the railing, head stuck, caught in the, hand…stuck, locked in the,
  finger…stuck, foot…stuck, leg…stuck, arm…stuck, stuck in the door, lift is stuck, elevator is stuck,
  lift…not moving, elevator…not moving, can not get out, pinned under, caught under, fell into,
  fallen into, is locked in, door from the inside, lift…inside, elevator…inside, i am locked in,
  i'm locked in,
  困了人、困了…人、电梯…之间、电梯停在半`);
const injured = list(`
  受伤、流血、在出血、头…出血、出血不止、流了…血、血止不住、有人…晕倒、客人…晕倒、老人…晕倒、员工…晕倒、
  孩子…晕倒、晕倒在、有人…昏倒、客人…昏倒、老人…昏倒、昏倒在、昏迷、不省人事、摔伤、摔倒、滑倒、跌倒、跌落、
  摔下、烫伤、烫到、烧伤、割伤、划伤、扭伤、砸到、砸伤、打伤、撞伤、撞倒、骨折、触电、溺水、遇溺、溺亡、
  淹死、心脏病、心梗、中风、抽搐、口吐白沫、休克、窒息、呼吸困难、喘不过气、胸口…痛、胸痛、过敏…严重、
  严重过敏、割腕、跳楼、自杀、轻生、救护车、食物中毒、中毒了、没有呼吸、叫不醒、站不起来、昏过去、晕过去、
  晕了过去、倒在地、倒地、倒下、心脏…不舒服、心脏…停、心跳…停、叫医生、找医生、头破、割破、划破、磕破、
  碰破、刺伤、咬伤、割到、烫着、抽筋、上吐下泻、呕吐不止、吐血、便血、狗咬、蛇咬、虫咬、蜇、被刀、捅了、
  捅伤、要生了、羊水破、摔断、断了腿、骨头…断、跌亲、爆…血管、崴、扭到、撞到头、摔得、摔了一跤、砸中、噎住、
  卡喉、呛水、没气了、发病、癫痫、哮喘、低血糖、脑溢血、脑梗、失去意识、意识不清、叫不应、自残、割脉、
  跳下去、高烧、急病、伤得、重伤、流产、中暑、受了伤、弄伤、喘不上气、喘不上来、呼吸不上、喘得、胸闷、
  心绞痛、心脏骤停、被撞、撞了人、撞到人、切到手、误吞、吞下、吞了硬币、吞了电池、打120、叫120、打119、
  被电到、电到了、被电了、老人…起不来、摔…起不来、倒…起不来、爬不起来、人晕倒、突然晕倒、呼吸不过、
  不能呼吸了、呼吸不了
  injured, injury, injuries, bleeding, lots of blood, unconscious, not responding, fainted, passed out,
  drowning, drowned, heart attack, a stroke, seizure, ambulance, can't breathe, cannot breathe,
  not breathing, choking, leg is broken, arm is broken, broken leg, broken arm, fell and, fell down,
  got hurt, is hurt, was hurt, slipped…cannot, slipped…can't, electric shock, electrocuted, scalded,
  severe burn, allergic reaction, hit by a car, overdose, suicide, stabbed, cut his hand, cut her hand,
  poisoning, won't wake up, hit…people, chest pain, chest pains, stopped breathing, bleeds, burned his,
  burned her, burned my, burnt his, burnt her, burnt my, burned himself, burned herself, in labour,
  in labor, giving birth, dog bite, stab, stab wound, need a doctor, call a doctor, fell from, had a fall,
  tripped and, hit her head, hit his head, hit my head, wounded, sprained, fracture, fractured, concussion,
  convulsions, convulsing, poisoned, vomiting, won't wake, not waking up, no pulse, cardiac arrest, bleed,
  cut myself, cut himself, cut herself, cut…badly, paramedics, hypothermia, head injury, got burned,
  got burnt, hurt himself, hurt herself, hurt badly, badly hurt, call 911, call 999, call 112,
  threatening to jump, going to jump, wants to jump, jump from, bitten by a dog, bitten by a snake,
  asthma attack, fell off the, has fallen and, cut my hand, cut my finger, cut my leg, blood everywhere,
  lot of blood, losing blood, covered in blood, someone…collapsed, somebody…collapsed, guest…collapsed,
  man…collapsed, woman…collapsed, he collapsed, she collapsed, collapsed in, collapsed on,
  被车撞、被车…撞、晕倒了、老婆…晕倒、老公…晕倒、妈…晕倒、爸…晕倒、不呼吸、人摔了、人…摔了,
  husband collapsed, wife collapsed, father collapsed, mother collapsed`);

const harmless = list(`
  火车、火站、火锅、火腿、火龙果、火柴、火候、火热、火爆、红火、恼火、窝火、撮火、脑火、惹火、怒火、发火、
  发大火、发了大火、发了火、发…通火、上火、一肚子火、一肚火、火冒、火大了、火气、火星、火山、火鸡、火速、
  火辣、火箭、火炬、圣火、篝火、萤火、灯火、炉火、壁炉、火炉、火烧云、趁火打劫、水漫金山、水淹七军、
  进水时间、进水声、进水管、进水慢、火葬场、烟店、着火一样、着了火一样、着了火似的、洗澡…水、洗…浴…水、
  黑灯瞎火、风风火火、如火、似火、打火机、打不着火、点不着火、点火、熄火、非常火、很火、挺火、特别火、
  生意…火、火三轮、水火、金木水火土、灭火器、灭火筒、灭火毯、防火、消防火、烟火、烧烤、红烧、叉烧、烧鸭、
  烧鸡、铁板烧、发烧、退烧、烧水、烧香、烧菜、烧开、点燃激情、烟花、烟台、烟雨、烟灰、烟味、香烟、抽烟、
  吸烟、戒烟、无烟、禁烟、二手烟、烟民、烟头、烟蒂、烟草、烟酒、烟灰缸、有烟房、油烟、炊烟、包烟、条烟、
  支烟、根烟、买烟、卖烟、烟熏、烟雾缭绕、烟囱、没人受伤、没有人受伤、无人受伤、没有人员受伤、没人被困、没有人被困、无人被困、没人流血、不漏水、防漏水、漏水比较快、防水、滴水不漏、不渗水、
  轮胎漏气、床垫漏气、气垫漏气、漏气的床、被关怀、被关心、被关注、被关照、困在路上、困在机场、堵…困在、
  塞车…困、房卡在、门卡在、钥匙卡、房卡、门卡、信用卡、钥匙…锁在、卡在前台、皮夹、钱夹、文件夹、夹杂、夹克、
  夹在中间、心里…受伤、很受伤、价格受伤、受伤的心、心灵受伤、急救箱、晕倒。、煤气费、燃气费、天然气费、
  水漏斗、漏斗、水出不来、出不来水、热水…出不来、出不了水、相关人、有关人、机关人、海关人、公关人、无关人、
  贫困人、着急、着凉、烧饭、有烟吗、有烟卖、拿出烟、掏出烟、中风格、接触电、令人窒息、让人窒息、跳楼价、
  电脑…中毒、人气爆炸、爆炸头、爆炸好、睡着了
  smoke-free, smoke free, no smoke, non-smoking, non smoking, cigarette smoke, cigar smoke, can i smoke,
  may i smoke, to smoke, smoke on the, smoke detector, smoked, fire drill, fire exit, fire exits,
  fire escape, fire pit, fire extinguisher, fire extinguishers, fire door, fire doors, fire safety,
  fire place, fire alarm test, camp fire, burger…on fire, staff…on fire, team…on fire, band…on fire,
  dj…on fire, music…on fire, show…on fire, trapped at the airport, trapped in traffic, stuck in traffic,
  back injury, old injury, gas bill, gas station, gas cooker, gas pipe inspection, flood of,
  burning question, fire in the belly, to jump in, to jump into, locked in the safe, blood pressure`);

const denied = list(`
  没有、没、无、未、并未、并无、不是、并非、不会、未曾、不再、有没有、是否
  no, not, isn't, is not, without any, never, nobody is, no one is, nobody was, no one was, nobody, no one, none`);

const elsewhere = list(`
  上次、上回、去年、前年、往年、以前、曾经、曾因、曾、上个月、万一、如果、要是、假如、倘若、碰巧、演习、
  演练、培训、误报、保险、保证、担心、小心、以免、避免、差点、险些、怎么交、怎么缴、怎么开、怎么办理、开户、
  安检、听说、据说、似乎、好像曾、都修好、已修好、预防、容易、防滑、定期、更换电池
  last year, last time, last month, years ago, used to, in case, if there, what if, false alarm, drill,
  insurance, training, would, any more, anymore, best in town`);

const account = list(`
  早餐、性价比、装修、地理位置、位置、陈旧、星级、四星、五星、三星、携程、下次、推荐、总体、总的来说、
  还可以、不错、满意、干净、隔音、价格、便宜、免费、点评、建议、感觉、比较、较差、希望、交通、方便、舒服、
  虽然、但是、不过、宽敞、齐全、周边、附近、风景、家具、装潢、气味、霉味、蟑螂、蚊子、档次、性价、商务、
  经济型、房价、住过、遗憾、缺点、优点、不足、美中、不敢恭维、招待所、如家、太差、很差、很脏、很旧
  breakfast, location, recommend, value, overall, friendly, comfortable, nights, however, although, nice,
  lovely, great, clean`);

const stay = list(`
  房间、卫生间、浴室、客人、前台、酒店、宾馆、服务员、服务、态度、大堂、设施、设备、入住、住了、退房、朋友、
  地毯、淋浴房、热水、洗澡、空调、电视、网络、电梯、走廊、餐厅、床、浴缸、老板、携程网、预订、差、脏、旧、
  有点、吵
  hotel, room, rooms, stay, stayed, staff, service, reception, lobby, bed, shower, bathroom, pool,
  restaurant, booked, price`);

const now = list(`
  快来、马上、赶紧、赶快、救命、救火、救人、正在、请派、派人、速来、怎么办、怎么关、报警、快打、快叫、
  叫消防、叫救护、尽快、尽早、安排人、安排维修、来修、来人、没人处理、没有人来处理、我要投诉、打119、打120、
  疏散、还在漏、还在烧、止不住、越来越大
  help, hurry, right now, call an ambulance, call the fire, please send, send someone, immediately,
  evacuate, evacuating, what should, nobody came, no one came, as soon as possible, i am in room,
  since this morning`);

/** The words of the product. Measured on the lists in `test/emergencies` and on reviews of hotels. */
export const shippedDangerWords: z.input<typeof dangerWords> = {
  dangers: [
    { words: [...fire, ...smoke], category: "security/fire", kind: "service" },
    { words: gas, category: "engineering/gas/leak", kind: "repair" },
    { words: trapped, category: "security/trapped", kind: "service" },
    { words: injured, category: "security/injury", kind: "service" },
    { words: leak, category: "engineering/plumbing/leak", kind: "repair" },
  ],
  harmless,
  denied,
  elsewhere,
  account,
  stay,
  now,
};
