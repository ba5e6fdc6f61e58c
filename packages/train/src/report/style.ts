/** What drawings need. Light and dark by the reader's setting; the colours of curves keep their order in both. */
export const drawingStyle = `
:root {
  color-scheme: light dark;
  --page: #f6f6f3; --card: #ffffff; --text: #1c1c1a; --muted: #63625c; --line: #e3e2dc; --best: #eef4fc;
  --c0: #2a78d6; --c1: #d9541e; --c2: #12855b; --c3: #a86500; --c4: #7a4fd0; --c5: #c23a72;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #161615; --card: #20201e; --text: #edece6; --muted: #a3a197; --line: #393833; --best: #1f2e42;
    --c0: #5598e8; --c1: #f07a48; --c2: #2fb785; --c3: #d99a26; --c4: #a384f0; --c5: #ea6c9d;
  }
}
svg path { fill: none; stroke: var(--c); stroke-width: 1.75; stroke-linejoin: round; }
svg circle { fill: var(--c); }
svg text { font-size: 11px; fill: var(--muted); font-variant-numeric: tabular-nums; }
svg .y, svg .note { text-anchor: end; }
svg .note.behind { text-anchor: start; }
svg .x { text-anchor: middle; }
svg .faint { stroke-width: 1; stroke-opacity: 0.3; }
li .faint { stroke-width: 6; }
svg .dashed { stroke-dasharray: 5 3; }
svg .dotted { stroke-dasharray: 1.5 3; }
svg .grid { stroke: var(--line); stroke-width: 1; }
svg .level { stroke: var(--muted); stroke-width: 1; stroke-dasharray: 3 3; }
.c0 { --c: var(--c0); } .c1 { --c: var(--c1); } .c2 { --c: var(--c2); }
.c3 { --c: var(--c3); } .c4 { --c: var(--c4); } .c5 { --c: var(--c5); }
`;

/** What a page needs. */
export const style = `${drawingStyle}
* { box-sizing: border-box; }
body { margin: 0; padding: 24px 16px 48px; background: var(--page); color: var(--text); font: 15px/1.45 system-ui, sans-serif; }
main { max-width: 1200px; margin: 0 auto; }
h1 { font-size: 22px; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 14px; font-weight: 600; margin: 0; }
h2 small { font-size: 12.5px; font-weight: 400; color: var(--muted); }
main > h2 { font-size: 17px; margin: 28px 0 10px; }
p { margin: 0; color: var(--muted); }
.plots { display: grid; gap: 16px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr)); margin-top: 20px; }
figure { margin: 0; padding: 12px 12px 8px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; display: flex; flex-direction: column; justify-content: space-between; }
figure svg svg { overflow: hidden; }
figure > svg { display: block; width: 100%; height: auto; margin-top: 6px; }
ul { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 14px; margin: 4px 0 0; padding: 0; font-size: 12.5px; color: var(--muted); }
li { display: flex; align-items: center; gap: 6px; }
li svg { width: 18px; height: 8px; flex: none; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
table { border-collapse: collapse; width: 100%; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 10px; text-align: right; white-space: nowrap; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--muted); font-weight: 500; white-space: normal; vertical-align: bottom; }
tr > :first-child { text-align: left; position: sticky; left: 0; background: var(--card); }
tbody th { font-weight: 500; }
.best, .best > :first-child { background: var(--best); }
dl { margin: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 240px), 1fr)); gap: 0 24px; font-size: 13px; }
dl div { display: flex; justify-content: space-between; gap: 12px; padding: 5px 0; border-bottom: 1px solid var(--line); }
dt { color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; text-align: right; }
`;
