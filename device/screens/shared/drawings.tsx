// One drawing per category, drawn by the page, so that nothing is fetched.
import type { Category } from '@zhuangui/protocol/catalog.ts';
import type { ReactNode } from 'react';

/** Ground of each drawing. */
export const tints: Record<Category, string> = {
  grain: '#f3e7c6',
  meat: '#f3ded6',
  dairy: '#e3ebee',
  vegetable: '#e3ebd6',
  fruit: '#e6e0ee',
  fungus: '#f0e6da',
  oil: '#f4e9c2',
  snack: '#f2e2cf',
  drink: '#f6e4c8',
  condiment: '#e8ead2',
  herb: '#e6e6d3',
  other: '#e9e5dc',
};

const ink = {
  fill: 'none',
  stroke: '#3a3226',
  strokeWidth: 2.5,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;

/** A grain on an ear: a leaf shape, turned. */
const kernel = (x: number, y: number, turn: number) => (
  <path
    key={`${x} ${y}`}
    d="M0 -9C5 -5 5 4 0 8C-5 4 -5 -5 0 -9Z"
    transform={`translate(${x} ${y}) rotate(${turn})`}
    fill="#d9a632"
  />
);

export const drawings: Record<Category, ReactNode> = {
  grain: (
    <>
      <path {...ink} d="M60 104V46M60 84c-14-2-22-10-24-22M60 92c13-2 21-9 24-19" stroke="#7c6420" />
      {[0, 1, 2, 3].flatMap((row) => [kernel(51, 66 - row * 12, -28), kernel(69, 66 - row * 12, 28)])}
      {kernel(60, 18, 0)}
    </>
  ),
  meat: (
    <>
      <path
        d="M26 66c-2-24 18-42 42-40 18 2 29 15 27 31-2 15-14 20-25 25-8 4-12 12-23 12-13 0-20-12-21-28Z"
        fill="#b5483f"
      />
      <path
        d="M35 66c-1-18 13-32 32-31 13 1 20 10 19 21-2 10-11 13-20 17-8 4-11 11-19 11-8-1-12-8-12-18Z"
        fill="#cf6a5c"
      />
      <circle cx="66" cy="53" r="9" fill="#f6ead9" />
      <circle cx="66" cy="53" r="4" fill="#cf9f86" />
      <path {...ink} d="M44 68c2 4 5 6 9 6M47 54c1-3 3-6 6-7" stroke="#f6ead9" />
    </>
  ),
  dairy: (
    <>
      <path d="M48 22h24v12l8 14v48a6 6 0 0 1-6 6H46a6 6 0 0 1-6-6V48l8-14Z" fill="#fdfdfa" />
      <path d="M40 62h40v22H40Z" fill="#5f8fa6" />
      <path d="M60 65c5 6 7 9 7 12a7 7 0 0 1-14 0c0-3 2-6 7-12Z" fill="#fdfdfa" />
      <path
        {...ink}
        d="M48 22h24v12l8 14v48a6 6 0 0 1-6 6H46a6 6 0 0 1-6-6V48l8-14ZM48 34h24"
        stroke="#46636f"
      />
    </>
  ),
  vegetable: (
    <>
      <path d="M60 42c15 0 20 10 18 22-3 18-12 34-18 40-6-6-15-22-18-40-2-12 3-22 18-22Z" fill="#d2622f" />
      <path {...ink} d="M46 60h10M52 72h14M56 86h8" stroke="#9c411b" />
      <path d="M60 44C50 36 46 26 48 16c8 3 12 10 12 18 0-9 5-16 13-19 2 11-3 21-13 29Z" fill="#4d7c3a" />
      <path
        d="M59 44C47 42 38 36 35 27c10-1 19 4 24 17Zm2 0c12-2 21-8 24-17-10-1-19 4-24 17Z"
        fill="#67964c"
      />
    </>
  ),
  fruit: (
    <>
      <circle cx="46" cy="72" r="21" fill="#4b5a9c" />
      <circle cx="76" cy="76" r="19" fill="#3c4a87" />
      <circle cx="62" cy="47" r="19" fill="#5e6db0" />
      <path d="M62 40l4 4 5-1-2 5 3 5-6-1-4 4-3-5-6-1 4-4Z" fill="#2f3b70" />
      <path d="M46 65l4 4 5-1-2 5 3 5-6-1-4 4-3-5-6-1 4-4Z" fill="#2f3b70" />
      <path d="M74 27c8-11 19-12 27-8-4 11-14 16-27 8Z" fill="#5f8f45" />
    </>
  ),
  fungus: (
    <>
      <path d="M51 62h18c1 14 3 24 7 34H44c4-10 6-20 7-34Z" fill="#cfae84" />
      <path d="M20 64c0-22 18-38 40-38s40 16 40 38c0 4-80 4-80 0Z" fill="#6b4a33" />
      <path d="M30 56c2-11 10-19 20-22" {...ink} stroke="#a07a5c" strokeWidth={4} />
      <path {...ink} d="M36 67l4 6M50 68l2 6M70 68l-2 6M84 67l-4 6" stroke="#b79a80" />
    </>
  ),
  oil: (
    <>
      <path
        d="M50 18h20v18c10 5 16 13 16 26v34a8 8 0 0 1-8 8H42a8 8 0 0 1-8-8V62c0-13 6-21 16-26Z"
        fill="#e4b53a"
      />
      <path d="M48 14h24v12H48Z" fill="#4d6b34" />
      <path d="M42 62h36v26H42Z" fill="#fbf5e3" />
      <path d="M60 65c6 7 8 10 8 13a8 8 0 0 1-16 0c0-3 2-6 8-13Z" fill="#c28d16" />
    </>
  ),
  snack: (
    <>
      <path d="M34 24h52l-3 12 3 56-3 10H37l-3-10 3-56Z" fill="#a5522c" />
      <path d="M34 24h52l-3 10H37Zm3 68h46l-2 10H39Z" fill="#7f3b1c" />
      <path d="M44 50c10-6 22-6 32 0v26c-10 6-22 6-32 0Z" fill="#fbf0dd" />
      <path d="M50 58l20-2 1 5-20 3Zm1 9 18-2 1 5-18 3Z" fill="#8c4325" />
    </>
  ),
  drink: (
    <>
      <path
        d="M50 16h20v14c0 6 10 10 10 20v46a8 8 0 0 1-8 8H48a8 8 0 0 1-8-8V50c0-10 10-14 10-20Z"
        fill="#e8912c"
      />
      <path d="M48 12h24v10H48Z" fill="#5d3a1c" />
      <path d="M40 56h40v30H40Z" fill="#fff7e8" />
      <circle cx="52" cy="72" r="6" fill="#de7a1b" />
      <circle cx="66" cy="68" r="6" fill="#de7a1b" />
      <circle cx="66" cy="79" r="5" fill="#de7a1b" />
      <path d="M56 62c5-4 10-4 14 0" {...ink} stroke="#5f8f45" strokeWidth={3} />
    </>
  ),
  condiment: (
    <>
      <path d="M38 36h44c6 6 8 12 8 20v38a8 8 0 0 1-8 8H38a8 8 0 0 1-8-8V56c0-8 2-14 8-20Z" fill="#6f8a3a" />
      <path d="M36 20h48v16H36Z" fill="#8c3a24" />
      <path d="M36 30h48v3H36Z" fill="#6d2a18" />
      <path d="M30 58h60v28H30Z" fill="#f8f3df" />
      <path {...ink} d="M48 80c6-4 10-10 11-17M60 80c4-5 6-10 6-16M72 79c-1-5-1-9 0-13" stroke="#4f6a24" />
      <circle cx="59" cy="63" r="3.5" fill="#b8743a" />
      <circle cx="72" cy="65" r="3.5" fill="#b8743a" />
    </>
  ),
  herb: (
    <>
      <path {...ink} d="M60 106V30" stroke="#5c6a34" strokeWidth={4} />
      <path
        d="M60 50C44 50 34 42 31 28c16 0 27 8 29 22Zm0 0c16 0 26-8 29-22-16 0-27 8-29 22Z"
        fill="#728544"
      />
      <path
        d="M60 76C43 76 31 67 28 53c17 1 29 9 32 23Zm0 0c17 0 29-9 32-23-17 1-29 9-32 23Z"
        fill="#8a9c58"
      />
      <path d="M60 34c-6-6-6-14 0-20 6 6 6 14 0 20Z" fill="#728544" />
      <path d="M46 106c2-9 7-13 14-13s12 4 14 13Z" fill="#8b6a45" />
    </>
  ),
  other: (
    <>
      <path d="M24 44l36-16 36 16v42L60 104 24 86Z" fill="#c9a877" />
      <path d="M24 44l36 16 36-16-36-16Z" fill="#e0c595" />
      <path d="M60 60v44L24 86V44Z" fill="#b59362" />
      <path d="M42 36l36 16v14l-8-3-4 3V57L32 41Z" fill="#8c6d40" />
    </>
  ),
};
