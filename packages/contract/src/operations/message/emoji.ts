const pictograph = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20E3/u;

/** Whether a text is one emoji (joined ones, skin tones, flags and keycaps included) or empty. */
export function isReaction(text: string): boolean {
  if (text === "") return true;
  const [first, second] = new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text);
  return first !== undefined && second === undefined && pictograph.test(text);
}
