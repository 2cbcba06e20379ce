/** What the person at the end of the line says, by how the callback ended. */
export const answers: Readonly<
  Record<"satisfied" | "dissatisfied" | "refused", readonly (readonly [zh: string, en: string])[]>
> = {
  satisfied: [
    ["已经好了，谢谢", "It works now, thank you"],
    ["来得很快，师傅很客气", "They came quickly and were very polite"],
    ["处理得不错", "Well done"],
  ],
  dissatisfied: [
    ["还是老样子，没有修好", "It is just as before, nothing has changed"],
    ["师傅来过了，但是晚上又坏了", "Somebody came, but it broke again in the evening"],
    ["没有人跟我解释过为什么", "Nobody ever explained to me why"],
  ],
  refused: [["不用再打了", "Please do not call again"]],
};

/** What handlers write when they have finished. */
export const workNotes: readonly (readonly [zh: string, en: string])[] = [
  ["已上门处理，客人在场确认", "Done on site, confirmed with the customer"],
  ["已更换配件并测试正常", "Part replaced and tested"],
  ["已清理完毕", "Cleaned and checked"],
  ["已电话说明并致歉", "Explained on the phone and apologised"],
];
