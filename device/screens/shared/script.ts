// pure
// How a language is written, said by its own locale file, so that a script that runs down the page is one more file.
export interface Script {
  direction: 'ltr' | 'rtl';
  /** Mongolian runs in columns from left to right: `vertical-lr`. Style sheets name sides by the flow of text only. */
  writingMode: 'horizontal-tb' | 'vertical-lr' | 'vertical-rl';
  /** Fonts for running text and for headings, as in `font-family`. */
  fonts: string;
  headingFonts: string;
  /** Language of spoken prompts (BCP 47). */
  speech: string;
}
