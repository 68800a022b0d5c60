// pure
// One sober look: deep green for what is right, amber and red for what needs eyes, grey for the rest.
import type { ThemeConfig } from 'antd';

export const colours = {
  green: '#14532d',
  greenSoft: '#e7f0ea',
  ok: '#2f7d4f',
  amber: '#b7791f',
  red: '#b3261e',
  ink: '#1b2420',
  grey: '#5d6b64',
  line: '#dfe5e1',
  ground: '#f4f6f4',
} as const;

export const theme: ThemeConfig = {
  cssVar: { key: 'console' },
  token: {
    colorPrimary: colours.green,
    colorInfo: colours.green,
    colorSuccess: colours.ok,
    colorWarning: colours.amber,
    colorError: colours.red,
    // The computed soft grounds of such deep colours are muddy: these are readable.
    colorSuccessBg: '#e8f5ec',
    colorSuccessBorder: '#a9d5b9',
    colorInfoBg: colours.greenSoft,
    colorInfoBorder: '#b9d3c3',
    colorWarningBg: '#fdf5e3',
    colorWarningBorder: '#ecd29a',
    colorErrorBg: '#fdecea',
    colorErrorBorder: '#efb8b3',
    colorText: colours.ink,
    colorTextSecondary: colours.grey,
    colorBorderSecondary: colours.line,
    borderRadius: 6,
    fontSize: 14,
    fontFamily: '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", system-ui, sans-serif',
    motionDurationMid: '0.12s',
    motionDurationSlow: '0.16s',
  },
  components: {
    Table: { cellPaddingBlockSM: 6, cellPaddingInlineSM: 10, headerBg: '#f7f9f7', headerColor: colours.grey },
  },
};
