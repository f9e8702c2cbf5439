"""The page's style: light or dark as the reader's system is, from a telephone's width to a sheet of paper."""

STYLE = """
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #fff; --ink: #1b1f24; --soft: #5b6472; --line: #dfe3e8; --code: #f2f4f7; --link: #0b57b7;
  --deny: #b3261e; --undecided: #7a3db8; --warn: #8a5a00; --audit: #55606e; --waived: #55606e; --allow: #1c6b37;
  --deny-bg: #fdeceb; --undecided-bg: #f4ecfb; --warn-bg: #fff4dc; --audit-bg: #eef1f4; --allow-bg: #e7f5ec;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0f1216; --card: #171b21; --ink: #e6e9ee; --soft: #9aa5b4; --line: #2a313b; --code: #10141a;
    --link: #8ab8ff;
    --deny: #ff8a80; --undecided: #cfa6ff; --warn: #f2c14e; --audit: #a5b0be; --waived: #a5b0be; --allow: #7bd69b;
    --deny-bg: #3a1a19; --undecided-bg: #2b1e3c; --warn-bg: #352a10; --audit-bg: #222831; --allow-bg: #15301f;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding-top: 4.5rem; }
body {
  margin: 0 auto; max-width: 72rem; padding: 1.5rem clamp(.75rem, 3vw, 2rem) 4rem;
  background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
}
p, h1, h2, h3, ul, dl, dd { margin: 0; padding: 0; }
ul { list-style: none; }
a { color: var(--link); text-underline-offset: .15em; }
code, pre, .path, .rule, .pointer {
  font-family: ui-monospace, "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
.deny, .denied { --tone: var(--deny); --back: var(--deny-bg); }
.undecided { --tone: var(--undecided); --back: var(--undecided-bg); }
.warn { --tone: var(--warn); --back: var(--warn-bg); }
.audit, .waived, .held { --tone: var(--audit); --back: var(--audit-bg); }
.allowed { --tone: var(--allow); --back: var(--allow-bg); }

header { margin-bottom: 1.25rem; }
.brand { font-weight: 600; letter-spacing: .02em; color: var(--soft); }
h1 { font-size: clamp(2rem, 6vw, 2.75rem); line-height: 1.15; color: var(--tone); }
.line { color: var(--soft); overflow-wrap: anywhere; }
.tiles {
  display: grid; gap: .6rem; grid-template-columns: repeat(auto-fit, minmax(7.25rem, 1fr)); margin-top: 1.1rem;
}
.tiles li {
  background: var(--card); border: 1px solid var(--line); border-top: 3px solid var(--tone); border-radius: .5rem;
  padding: .55rem .75rem;
}
.tiles b {
  display: block; font-size: 1.6rem; line-height: 1.2; font-variant-numeric: tabular-nums; color: var(--tone);
}
.tiles span { font-size: .84rem; color: var(--soft); }
.tiles .none { border-top-color: var(--line); }
.tiles .none b { color: var(--soft); font-weight: 400; }

nav {
  position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center;
  margin: 0 0 1rem; padding: .6rem 0; background: var(--page); border-bottom: 1px solid var(--line);
}
nav input { flex: 1 1 14rem; min-width: 0; }
nav input, nav select, nav button {
  font: inherit; font-size: .92rem; color: var(--ink); background: var(--card); border: 1px solid var(--line);
  border-radius: .45rem; padding: .35rem .65rem;
}
nav :focus-visible, a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.filters { display: flex; flex-wrap: wrap; gap: .4rem; }
nav button { cursor: pointer; border-radius: 99px; text-decoration: line-through; color: var(--soft); }
nav button[aria-pressed="true"] {
  background: var(--back); border-color: var(--tone); color: var(--tone); text-decoration: none;
}
nav label, nav output { font-size: .88rem; color: var(--soft); }

.subject {
  background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--tone); border-radius: .5rem;
  margin-bottom: 1rem; overflow: hidden;
  content-visibility: auto; contain-intrinsic-size: auto 30rem;
}
.subject > h2 {
  display: flex; flex-wrap: wrap; gap: .25rem .7rem; align-items: baseline; padding: .7rem 1rem; font-size: 1rem;
  font-weight: 400;
}
.path { font-weight: 600; overflow-wrap: anywhere; }
.name { color: var(--soft); overflow-wrap: anywhere; }
.badge, .word {
  background: var(--back); color: var(--tone); border-radius: .35rem; padding: .08rem .5rem; font-size: .84rem;
  font-weight: 600; white-space: nowrap;
}
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
td { border-top: 1px solid var(--line); padding: .8rem 1rem; vertical-align: top; text-align: left; }
col:first-child { width: 8rem; }
td:first-child { padding-right: 0; }
td:first-child span { display: block; width: fit-content; margin-bottom: .3rem; }
.severity, .doubt { font-size: .84rem; color: var(--soft); padding-left: .5rem; }
.severity.critical, .severity.high { color: var(--ink); font-weight: 600; }
.message { font-weight: 600; overflow-wrap: anywhere; }
.rule { display: flex; flex-wrap: nowrap; gap: .75rem; align-items: baseline; font-size: .86rem; }
.rule a { overflow-wrap: anywhere; }
.aliases { color: var(--soft); font-size: .84rem; overflow-wrap: anywhere; }
.rule .aliases { flex: 1 1 0; min-width: 4rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.place { margin-top: .5rem; font-size: .86rem; color: var(--soft); overflow-wrap: anywhere; }
.pointer { margin-left: .75rem; font-size: .8rem; }
.other { font-size: .9rem; overflow-wrap: anywhere; }
pre {
  margin: .3rem 0 .5rem; padding: .45rem 0; background: var(--code); border: 1px solid var(--line);
  border-radius: .4rem; overflow-x: auto; font-size: .84rem; line-height: 1.45; tab-size: 4;
}
pre > span { display: block; min-width: max-content; padding-right: 1rem; color: var(--soft); }
pre > .hit { color: var(--ink); }
pre i {
  display: inline-block; width: 3.6rem; padding-right: .8rem; margin-right: .8rem;
  border-right: 1px solid var(--line); text-align: right; font-style: normal; color: var(--soft); user-select: none;
}
pre .hit i { color: var(--tone); font-weight: 600; }
pre b { color: var(--tone); }
.fix, .note { font-size: .93rem; overflow-wrap: anywhere; }
p code { padding: 0 .25em; background: var(--code); border-radius: .25rem; font-size: .92em; overflow-wrap: anywhere; }
.place code { padding: 0; background: none; }
.fix b { color: var(--allow); }
.note b { color: var(--warn); }

.rules { margin-top: 2.5rem; }
.rules > h2 { font-size: 1.25rem; margin-bottom: .75rem; }
article {
  background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .8rem 1rem;
  margin-bottom: .75rem;
}
article:target { border-color: var(--link); box-shadow: 0 0 0 1px var(--link); }
article p { max-width: 72ch; margin-top: .35rem; }
h3 {
  font-size: .95rem; font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  overflow-wrap: anywhere;
}
.times { margin-left: .75rem; font: .84rem system-ui, sans-serif; color: var(--soft); white-space: nowrap; }
footer {
  margin-top: 2.5rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: .86rem; color: var(--soft);
}
footer div { display: flex; gap: .75rem; }
dt { flex: 0 0 6.5rem; }
dd { overflow-wrap: anywhere; min-width: 0; }
footer .line { margin-top: .75rem; }
.notices { margin-bottom: .75rem; padding-left: 1.1rem; list-style: disc; color: var(--warn); }

@media (max-width: 40rem) {
  body { font-size: 15px; }
  .tiles { grid-template-columns: repeat(3, 1fr); }
  .tiles li { padding: .4rem .6rem; }
  nav { position: static; }
  table, tbody, tr { display: block; }
  colgroup { display: none; }
  td, td:first-child { display: block; width: auto; padding: .6rem .75rem; }
  td + td { border-top: 0; padding-top: 0; }
  td:first-child span { display: inline-block; margin: 0 .4rem 0 0; }
  .subject > h2 { padding: .6rem .75rem; }
  pre i { width: 2.6rem; padding-right: .5rem; margin-right: .5rem; }
  .pointer { display: block; margin-left: 0; }
}
@media print {
  .subject { content-visibility: visible; }
  :root { --page: #fff; --card: #fff; --code: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav, .rule .aliases { display: none; }
  tr, pre, article, .tiles li { break-inside: avoid; }
  .subject > h2 { break-after: avoid; }
  pre { white-space: pre-wrap; }
}
"""
